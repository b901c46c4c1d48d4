package io.usher.api.operating;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.servers.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
        String organization =
                api.organization("Flood " + System.nanoTime()).get("id").asString();
        String key = api.key(organization, "members:read");
        Database database = api.database();
        try (Connection blocking =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table directory.invitation in access exclusive mode");
            Disposable flood = Flux.range(0, 40)
                    .flatMap(i -> Mono.fromRunnable(this::askForASeat).subscribeOn(Schedulers.boundedElastic()), 40)
                    .subscribe();
            await().until(() -> isWaitedFor(statement));

            assertThat(get(api.as(key), "/api/v1/organizations").status()).isEqualTo(200);

            blocking.rollback();
            flood.dispose();
        }
    }

    private static boolean isWaitedFor(Statement statement) throws SQLException {
        try (ResultSet waiting = statement.executeQuery(
                "select from pg_locks where relation = 'directory.invitation'::regclass and not granted")) {
            return waiting.next();
        }
    }

    private void askForASeat() {
        assertThat(post(
                                api.platform(),
                                "/api/v1/invitations/%s/acceptances".formatted(UUID.randomUUID()),
                                Map.of("email", "ada@example.com"))
                        .status())
                .isGreaterThanOrEqualTo(400);
    }
}
