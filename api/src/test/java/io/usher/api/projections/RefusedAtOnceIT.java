package io.usher.api.projections;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RefusedAtOnceIT {

    private final RunningApi api = RunningApi.shared();
    private final DatabaseClient database = api.context().getBean(DatabaseClient.class);
    private final Statistics statistics = api.context().getBean(Statistics.class);
    private final InvitationId invitation = new InvitationId(UUID.randomUUID());

    @Test
    void whatIsAnswered409IsCountedApart() {
        WebTestClient platform = api.platform();
        String organization =
                api.organization("Refused " + System.nanoTime()).get("id").asString();
        Answers made = post(
                platform,
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Off", "status", "disabled"));
        String path = "/api/v1/invitations/" + made.at("id");

        for (int i = 0; i < 3; i++) {
            assertThat(post(platform, path + "/acceptances", Map.of("email", "p" + i + "@example.com"))
                            .problem())
                    .isEqualTo("409 invitation-disabled");
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(platform, path + "/stats")
                                .json()
                                .path("refusedAtOnce")
                                .asInt())
                        .isEqualTo(3));
        assertThat(get(platform, path + "/stats").json().path("requested").asInt())
                .isZero();
    }

    @Test
    void whatSeveralInstancesCountAtTheSameTimeAddsUp() {
        List<RefusedAtOnce> instances =
                IntStream.range(0, 4).mapToObj(i -> new RefusedAtOnce(database)).toList();

        Flux.fromIterable(instances)
                .flatMap(
                        instance -> Flux.range(0, 10).concatMap(round -> {
                            IntStream.range(0, 25).forEach(i -> instance.refused(invitation));
                            return instance.add();
                        }),
                        instances.size())
                .then()
                .block(SOON);

        assertThat(stored()).isEqualTo(1000);
    }

    @Test
    void whatCannotBeAddedIsAddedLater() {
        RefusedAtOnce refused = new RefusedAtOnce(database);
        refused.refused(invitation);
        Mono<Void> interrupted = refused.add().timeout(Duration.ZERO, Mono.empty());
        interrupted.block(SOON);
        refused.refused(invitation);

        refused.add().block(SOON);

        assertThat(stored()).isBetween(2L, 3L);
    }

    private long stored() {
        return statistics
                .totals(invitation)
                .map(totals -> totals.getOrDefault(Counts.REFUSED_AT_ONCE, 0L))
                .blockOptional(SOON)
                .orElse(0L);
    }
}
