package io.usher.api.database;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

@Isolated
class FloodIT {

    private final RunningApi api = RunningApi.shared();

    @Test
    void whoeverLooksAtTheHealthAtTheSameTimeSharesOneLook() {
        Map<String, ReactiveHealthContributor> all = api.context().getBeansOfType(ReactiveHealthContributor.class);
        for (String name : List.of("kafka", "outbox", "r2dbc")) {
            assertThat(all.entrySet().stream().filter(bean -> bean.getKey().startsWith(name)))
                    .singleElement()
                    .satisfies(bean -> assertThat(isShared((ReactiveHealthIndicator) bean.getValue()))
                            .as(name)
                            .isTrue());
        }
    }

    private static boolean isShared(ReactiveHealthIndicator indicator) {
        return Mono.zip(indicator.health(), indicator.health())
                .map(both -> both.getT1() == both.getT2())
                .blockOptional()
                .orElseThrow();
    }

    @Test
    void keysAreLookedUpWhileAllLookUpsOfInvitationsWait() throws SQLException {
        List<WebTestClient> tenants = keys(8, "acceptances:write");
        tenants.forEach(FloodIT::assertIsLetIn);
        List<WebTestClient> unknown = keys(4, "members:read");
        try (WaitingLookUps all = new WaitingLookUps(api.database())) {
            all.takeAllConnections(tenants);

            unknown.forEach(FloodIT::assertIsLetIn);
        }
    }

    /** Each of an organization of its own. */
    private List<WebTestClient> keys(int number, String scope) {
        return IntStream.range(0, number)
                .mapToObj(i -> api.organization("Flood " + System.nanoTime()))
                .map(organization -> api.as(api.key(organization.get("id").asString(), scope)))
                .toList();
    }

    private static void assertIsLetIn(WebTestClient caller) {
        assertThat(get(caller, "/api/v1/organizations").status()).isEqualTo(200);
    }
}
