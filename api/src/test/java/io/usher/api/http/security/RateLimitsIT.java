package io.usher.api.http.security;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.Flood;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.util.List;
import java.util.function.IntFunction;
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
    void eachKeyHasALimitWhereverItIsUsed() throws Exception {
        String organization = API.organization("Limits").get("id").asString();
        String greedy = API.key(organization, "members:read");
        String modest = API.key(organization, "members:read");
        Answers refused = refused(i -> get(API.as(greedy), PATH, FROM, "203.0.113." + i % 200));
        assertThat(refused.problem()).isEqualTo("429 too-many-requests");
        assertThat(refused.at("detail")).contains("of this caller");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        DefaultHeaders.assertIn(refused, 429);
        assertThat(get(API.as(modest), PATH, FROM, "203.0.113.201").status()).isEqualTo(200);
    }

    @Test
    void unknownKeysOfOneAddressAreLookedUpOnlySoOften() throws Exception {
        for (int i = 0; i < 2 * BURST; i++) {
            assertThat(get(API.as("no-key-" + i), PATH, FROM, "203.0.114.1").status())
                    .isEqualTo(401);
        }
        List<Answers> answers =
                Flood.untilRefused(i -> get(API.as(Secret.create().token()), PATH, FROM, "203.0.114.2"));
        assertThat(answers).extracting(Answers::status).containsOnly(401, 429);
        assertThat(firstRefused(answers).at("detail")).contains("unknown keys");
        assertThat(get(API.as(Secret.create().token()), PATH, FROM, "203.0.114.3")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void pagesForEverybodyHaveALimitForEachAddressAndHealthHasNone() throws Exception {
        WebTestClient anybody = API.anonymous();
        Answers refused = refused(i -> {
            assertThat(get(anybody, "/actuator/health/liveness", FROM, "203.0.115.1")
                            .status())
                    .isEqualTo(200);
            return get(anybody, "/i/nothing-" + i, FROM, "203.0.115.1");
        });
        assertThat(refused.status()).isEqualTo(429);
        assertThat(get(anybody, "/i/nothing", FROM, "203.0.115.2").status()).isEqualTo(404);
    }

    @Test
    void whoeverOpensPagesTooOftenIsToldInTheirLanguage() throws Exception {
        Answers refused = refused(i -> get(
                API.anonymous(), "/i/nothing", FROM, "203.0.116.1", "Accept", "text/html", "Accept-Language", "de"));

        assertThat(refused.text()).contains("<html lang=\"de\"", "Zu viele Versuche", "in einer Minute");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
    }

    private static Answers refused(IntFunction<Answers> request) throws Exception {
        return firstRefused(Flood.untilRefused(request));
    }

    private static Answers firstRefused(List<Answers> answers) {
        return answers.stream()
                .filter(answer -> answer.status() == 429)
                .findFirst()
                .orElseThrow();
    }
}
