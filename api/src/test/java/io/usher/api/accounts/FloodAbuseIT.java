package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestBodySpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** However much one tries, limits hold, and others get on. What a busy machine answers 503 is no more than that. */
class FloodAbuseIT {

    private static final int MANY = 1_000;
    private static final int AT_ONCE = 8;
    private static final Duration LONG = Duration.ofMinutes(3);

    /** With the limits of the program, which tests have more of. */
    private static final RunningApi API = RunningApi.start(
            TestServers.freshDatabase(),
            "usher.trusted-proxies=127.0.0.1,::1",
            "usher.accounts.proofs-of-network.most=200",
            "usher.accounts.wrong-tokens-of-network.most=20",
            "usher.accounts.refusals-of-network.most=100");

    private final Mailbox mailbox = new Mailbox(API);
    private final String address = "flooded-" + UUID.randomUUID() + "@example.com";

    @AfterAll
    static void stop() {
        API.close();
    }

    private static List<Integer> flood(int times, IntFunction<Mono<HttpStatusCode>> request) {
        List<Integer> statuses = Flux.range(0, times)
                .flatMap(request::apply, AT_ONCE)
                .map(HttpStatusCode::value)
                .collectList()
                .block(LONG);
        return statuses == null ? List.of() : statuses;
    }

    /** @param network where it comes from */
    private static Mono<HttpStatusCode> post(String network, String path, String email, String password) {
        return send(form(network, path), email, password);
    }

    private static RequestBodySpec form(String network, String path) {
        return WebClient.create(API.url())
                .post()
                .uri(path)
                .header("X-Forwarded-For", network)
                .header("Sec-Fetch-Site", "same-origin");
    }

    private static Mono<HttpStatusCode> send(RequestBodySpec form, String email, String password) {
        return form.body(BodyInserters.fromFormData("email", email).with("password", password))
                .exchangeToMono(answer -> answer.releaseBody().thenReturn(answer.statusCode()));
    }

    /** So many in an hour, what has come back of them since, and one. */
    private static long most(int inAnHour, long beganAt) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - beganAt);
        return inAnHour + elapsed.dividedBy(Duration.ofHours(1).dividedBy(inAnHour)) + 1;
    }

    private static long times(List<Integer> statuses, int status) {
        return statuses.stream().filter(one -> one == status).count();
    }

    /** A window of a quarter of an hour may end in between. */
    @Test
    void ofManyPasswordsForOneAddressFewAreComparedAndOthersSignIn() {
        NewAccount other = NewAccount.on(API);

        List<Integer> statuses = flood(MANY, i -> post("203.0.113.1", "/sign-in", address, "wrong password " + i));
        assertThat(times(statuses, 422)).isBetween(1L, 10L);
        assertThat(times(statuses, 429)).isGreaterThan(MANY / 2);

        assertThat(new TestBrowser(API)
                        .post("/sign-in", "email", other.address(), "password", SigningInIT.PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    @Test
    void oneMailboxGetsThreeMailsAnHourByWhateverFormsTheyAreAskedFor() {
        List<String> forms = List.of("/sign-up", "/sign-in/link", "/password");

        List<Integer> statuses = flood(MANY / 20, i -> post("203.0.113.2", forms.get(i % forms.size()), address, ""));

        assertThat(times(statuses, 200)).isBetween(1L, 3L);
        assertThat(times(statuses, 429)).isGreaterThan(MANY / 40);
        assertThat(mailbox.links(address)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void oneNetworkHasTwoHundredMailsAnHourSent() {
        long beganAt = System.nanoTime();
        List<Integer> statuses = flood(MANY, i -> post("203.0.113.3", "/sign-up", i + address, ""));

        assertThat(times(statuses, 200)).isBetween(100L, most(200, beganAt));
        assertThat(times(statuses, 429)).isGreaterThan(MANY / 2);
    }

    /** Of those that are refused, at most one may be served after all: what one may ask for comes back little by little. */
    @Test
    void forWhatANetworkIsRefusedNoInvitationIsLookedUp() throws SQLException {
        List<String> forms = List.of("/sign-up", "/sign-in/link", "/password");
        assertThat(flood(MANY / 4, i -> post("203.0.113.5", "/sign-up", i + address, "")))
                .contains(429);

        Database database = API.database();
        try (Connection blocking =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table directory.invitation in access exclusive mode");
            List<Integer> statuses = flood(
                    AT_ONCE,
                    i -> send(
                            form("203.0.113.5", forms.get(i % forms.size())).cookie("usher-invitation", "some-code"),
                            i + address,
                            ""));

            assertThat(times(statuses, 429)).isGreaterThanOrEqualTo(AT_ONCE - 1);
        }
    }

    @Test
    void oneNetworkOpensTwentyUnknownLinksAnHour() {
        long beganAt = System.nanoTime();
        List<Integer> statuses = flood(
                MANY / 20,
                i -> WebClient.create(API.url())
                        .get()
                        .uri("/proof/" + UUID.randomUUID())
                        .header("X-Forwarded-For", "203.0.113.4")
                        .exchangeToMono(answer -> answer.releaseBody().thenReturn(answer.statusCode())));

        assertThat(times(statuses, 404)).isBetween(1L, most(20, beganAt));
        assertThat(times(statuses, 429)).isGreaterThan(MANY / 40);
    }
}
