package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From outside nobody learns which addresses have an account. */
@Isolated
class EnumerationIT {

    /** Where the driver names each statement before it is sent. */
    private static final Logger QUERIES = (Logger) LoggerFactory.getLogger("io.r2dbc.postgresql.QUERY");

    /** Of people: other work of the program goes on beside it. */
    private static final Pattern OF_PEOPLE = Pattern.compile(
            "(?i)(into|from|update) directory\\.(account|session|proof|attempt|audit)\\b(?!.*for\\s+update skip locked)",
            Pattern.DOTALL);

    private final RunningApi api = RunningApi.shared();
    private final String known = "known-" + UUID.randomUUID() + "@example.com";
    private final String unknown = "other-" + UUID.randomUUID() + "@example.com";

    private record Seen(int status, String text, Map<String, List<String>> headers, List<String> statements) {}

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/sign-in/link", "/sign-up", "/password"})
    void aFormIsAnsweredAlikeAndAfterTheSameStatements(String path) {
        signUp();

        for (String password : List.of("wrong password", "", "x".repeat(10_000))) {
            Seen ofKnown = post(path, known, password);
            Seen ofUnknown = post(path, unknown, password);

            assertThat(ofUnknown).isEqualTo(ofKnown);
            assertThat(ofKnown.statements()).isNotEmpty();
            if (!path.equals("/sign-in")) {
                return;
            }
        }
    }

    @Test
    void soIsWhoHasTriedTooOften() {
        signUp();
        String invited = invitationOfKnown();
        for (String path : List.of("/sign-in", "/sign-up", invited + "/proof")) {
            AttemptWindow.awaitRoom();
            for (int tries = 0; tries < 5; tries++) {
                post(path, known, "wrong password");
                post(path, unknown, "wrong password");
            }
            Seen ofKnown = post(path, known, "wrong password");

            assertThat(post(path, unknown, "wrong password")).isEqualTo(ofKnown);
            assertThat(ofKnown.status()).as(path).isEqualTo(429);
        }
    }

    /** Of two who do not have an account, one is invited; a third has one. */
    @Test
    void theFormOfAnInvitationDoesNotTellWhoIsInvited() {
        signUp();
        String path = invitationOfKnown() + "/proof";

        Seen ofKnown = post(path, known, "");
        assertThat(ofKnown.status()).isEqualTo(200);
        assertThat(ofKnown.statements()).isNotEmpty();
        assertThat(post(path, unknown, "")).isEqualTo(ofKnown);
        assertThat(post(path, known.replace("known", "guest"), "")).isEqualTo(ofKnown);
    }

    private String invitationOfKnown() {
        String organization =
                api.organization("Enumerated " + System.nanoTime()).path("id").asString();
        return "/i/"
                + RunningApi.created(
                                api.platform(),
                                "/api/v1/organizations/" + organization + "/invitations",
                                Map.of(
                                        "name",
                                        "Some",
                                        "sendEmails",
                                        false,
                                        "emails",
                                        List.of(known, known.replace("known", "guest"))))
                        .path("code")
                        .asString();
    }

    /** An issuer that is not believed claims an address, which is proven first, whether it is known or not. */
    @Test
    void neitherDoesSigningInAtAProvider() {
        signUp();

        assertThat(atProvider(unknown)).isEqualTo(atProvider(known));
    }

    private Seen atProvider(String address) {
        TestBrowser browser = new TestBrowser(api);
        String answer = StubIssuer.shared()
                .signedIn(
                        browser.get("/sign-in/with/" + StubIssuer.PROVIDER).location(),
                        StubIssuer.Signature.ITS_OWN,
                        claims -> claims.claim("email", address).claim("email_verified", true));
        Seen seen = seen(address, () -> browser.get(answer));
        return new Seen(seen.status(), seen.text(), Map.of(), seen.statements());
    }

    /** In time of the processor, not of the clock: one that is busy makes no difference. */
    @Test
    void asMuchIsHashedForNobodyAsForSomebody() {
        signUp();
        for (int warm = 0; warm < 3; warm++) {
            post("/sign-in", "warm-" + warm + unknown, "wrong password");
        }
        long ofKnown = 0;
        long ofUnknown = 0;
        for (String password : List.of("wrong password", "x".repeat(10_000), "another wrong password", "")) {
            ofKnown += hashing(() -> post("/sign-in", known, password));
            ofUnknown += hashing(() -> post("/sign-in", unknown, password));
        }

        assertThat(ofKnown).isGreaterThan(Duration.ofMillis(20).toNanos());
        assertThat((double) ofUnknown / ofKnown).isBetween(0.6, 1.7);
    }

    /** What the threads that hash have worked meanwhile. */
    private static long hashing(Runnable request) {
        long before = hashed();
        request.run();
        return hashed() - before;
    }

    private static long hashed() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("usher-passwords-"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
                .sum();
    }

    private void signUp() {
        TestBrowser owner = new TestBrowser(api);
        owner.post("/sign-up", "email", known);
        assertThat(owner.post(new Mailbox(api).link(known), "password", SigningInIT.PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    @CanIgnoreReturnValue
    private Seen post(String path, String address, String password) {
        return seen(address, () -> new TestBrowser(api).post(path, "email", address, "password", password));
    }

    private static Seen seen(String address, Supplier<Page> request) {
        ListAppender<ILoggingEvent> statements = new ListAppender<>();
        statements.list = new CopyOnWriteArrayList<>();
        statements.start();
        Level before = QUERIES.getLevel();
        QUERIES.setLevel(Level.DEBUG);
        QUERIES.addAppender(statements);
        try {
            Page page = request.get();
            return new Seen(
                    page.status(),
                    page.text().replace(address, "<address>"),
                    page.headers().entrySet().stream()
                            .filter(header -> !Set.of("date", "retry-after").contains(header.getKey()))
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                    statements.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(statement -> OF_PEOPLE.matcher(statement).find())
                            .toList());
        } finally {
            QUERIES.detachAppender(statements);
            QUERIES.setLevel(before);
        }
    }
}
