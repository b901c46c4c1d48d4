package io.usher.api.http.security;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class RateLimitsIT {

    private static final int BURST = 10;
    private static final String PATH = "/api/v1/organizations";
    private static final String FROM = "X-Forwarded-For";

    private static final RunningApi API = RunningApi.start(
            TestServers.freshDatabase(),
            "usher.trusted-proxies=127.0.0.0/8,::1",
            "usher.limits.caller.per-second=1",
            "usher.limits.caller.burst=" + BURST,
            "usher.limits.address.per-second=1",
            "usher.limits.address.burst=" + 3 * BURST,
            "usher.limits.unknown-token.per-second=1",
            "usher.limits.unknown-token.burst=" + BURST);

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void eachKeyHasALimitWhereverItIsUsed() {
        String organization = API.organization("Limits").get("id").asString();
        String greedy = API.key(organization, "members:read");
        String modest = API.key(organization, "members:read");
        Answers refused = untilRefused(API.as(greedy), PATH, "203.0.113.");
        assertThat(refused.problem()).isEqualTo("429 too-many-requests");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        DefaultHeaders.assertIn(refused, 429);
        assertThat(get(API.as(modest), PATH, FROM, "203.0.113.1").status()).isEqualTo(200);
    }

    @Test
    void unknownKeysOfOneAddressAreLookedUpOnlySoOften() {
        for (int i = 0; i < 2 * BURST; i++) {
            assertThat(get(API.as("no-key-" + i), PATH, FROM, "203.0.114.1").status())
                    .isEqualTo(401);
        }
        int refused = 0;
        for (int i = 0; i < 2 * BURST; i++) {
            int status = get(API.as(Secret.create().token()), PATH, FROM, "203.0.114.2")
                    .status();
            assertThat(status).isIn(401, 429);
            refused += status == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        assertThat(get(API.as(Secret.create().token()), PATH, FROM, "203.0.114.3")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void pagesForEverybodyHaveALimitForEachAddressAndHealthHasNone() {
        WebTestClient anybody = API.anonymous();
        int refused = 0;
        for (int i = 0; i < 6 * BURST; i++) {
            refused += get(anybody, "/i/nothing-" + i, FROM, "203.0.115.1").status() == 429 ? 1 : 0;
            assertThat(get(anybody, "/actuator/health/liveness", FROM, "203.0.115.1")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(refused).isPositive();
        assertThat(get(anybody, "/i/nothing", FROM, "203.0.115.2").status()).isEqualTo(404);
    }

    @Test
    void whoeverOpensPagesTooOftenIsToldInTheirLanguage() {
        List<Answers> answers = IntStream.range(0, 6 * BURST)
                .mapToObj(i -> get(
                        API.anonymous(),
                        "/i/nothing",
                        FROM,
                        "203.0.116.1",
                        "Accept",
                        "text/html",
                        "Accept-Language",
                        "de"))
                .toList();

        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429)
                .isNotEmpty()
                .allSatisfy(refused -> {
                    assertThat(refused.text()).contains("<html lang=\"de\"", "Zu viele Versuche", "in einer Minute");
                    assertThat(refused.header("Retry-After")).isEqualTo("1");
                    assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
                });
    }

    private static Answers untilRefused(WebTestClient caller, String path, String network) {
        for (int i = 0; i < 3 * BURST; i++) {
            Answers answer = get(caller, path, FROM, network + (i + 2));
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("no limit held after " + 3 * BURST + " requests");
    }
}
