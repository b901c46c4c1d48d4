package io.usher.api.outbox;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.test.web.reactive.server.WebTestClient;

/** An instance waits out what the one before may still publish. Stops the broker that all tests share. */
@Isolated
class RelayTurnsIT extends OutboxScenario {

    @Test
    void whatIsPublishedOneByOneIsNotRepeatedIfTheRestFails() throws SQLException {
        Database database = TestServers.freshDatabase();
        try (Connection relay = asOwner(database);
                Connection blocking = asOwner(database);
                RunningApi other = startedBehind(relay, database)) {
            String invitations = "/api/v1/organizations/"
                    + other.organization("One by one").get("id").asString() + "/invitations";
            assertThat(post(other.platform(), invitations, named("Before")).status())
                    .isEqualTo(201);
            assertThat(post(
                                    other.platform(),
                                    invitations,
                                    Map.of("name", "Large", "description", "\u0001".repeat(4000)))
                            .status())
                    .isEqualTo(201);
            long large = 1;
            assertThat(outbox(other)).isGreaterThan(large);
            blocking.setAutoCommit(false);
            execute(blocking, "lock table directory.outbox_refused");
            execute(relay, "select pg_advisory_unlock_all()");

            await().atMost(SOON).until(() -> outbox(other) == large);
        }
    }

    /** With the relay's turn taken. */
    private static RunningApi startedBehind(Connection relay, Database database) throws SQLException {
        execute(relay, "select pg_advisory_lock(hashtextextended('usher_outbox_directory', 0))");
        return RunningApi.start(
                database,
                "usher.outbox.largest-event=200000",
                "spring.kafka.producer.properties.max.request.size=20000");
    }

    @Test
    void anOutageOfTheBrokerLosesAndReordersNothing() {
        try (RunningApi other = RunningApi.start(TestServers.freshDatabase())) {
            WebTestClient platform = other.platform();
            String invitations = "/api/v1/organizations/"
                    + other.organization("Outage").get("id").asString() + "/invitations";
            Answers made = post(platform, invitations, named("0"));
            TestServers.kafka().stop();
            try {
                for (int i = 1; i <= 20; i++) {
                    assertThat(patch(platform, made.header("Location"), named(Integer.toString(i)))
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(outbox(other)).isPositive();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(get(other.anonymous(), "/actuator/health/readiness")
                                        .status())
                                .isEqualTo(503));
                await().atMost(SOON).untilAsserted(() -> assertThat(age(other)).isGreaterThan(Duration.ZERO));
            } finally {
                TestServers.kafka().start();
            }
            try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(outbox(other)).isZero());
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(firstOfEach(published, made.at("id")))
                                .containsExactlyElementsOf(IntStream.rangeClosed(0, 20)
                                        .mapToObj(Integer::toString)
                                        .toList()));
            }
        }
    }

    @Test
    void whenTheRelayingInstanceEndsAnotherTakesOver() {
        Database database = TestServers.freshDatabase();
        RunningApi first = RunningApi.start(database);
        try (RunningApi second = RunningApi.start(database)) {
            String invitations = "/api/v1/organizations/"
                    + first.organization("Failover").get("id").asString() + "/invitations";
            Answers made = post(second.platform(), invitations, named("0"));
            await().atMost(SOON).untilAsserted(() -> assertThat(locks(second)).isOne());
            for (int i = 1; i <= 30; i++) {
                if (i == 10) {
                    first.close();
                }
                assertThat(patch(second.platform(), made.header("Location"), named(Integer.toString(i)))
                                .status())
                        .isEqualTo(200);
            }
            try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(firstOfEach(published, made.at("id")))
                                .containsExactlyElementsOf(IntStream.rangeClosed(0, 30)
                                        .mapToObj(Integer::toString)
                                        .toList()));
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(outbox(second)).isZero());
            await().atMost(SOON).untilAsserted(() -> assertThat(locks(second)).isOne());
        } finally {
            first.close();
        }
    }

    /** PostgreSQL ends a session that falls silent while it waits out what the one before may still publish. */
    @Test
    void twoThatHaveWaitedForTheirTurnDoNotTakeItFromEachOther() throws SQLException {
        Database database = TestServers.freshDatabase();
        try (Connection relay = asOwner(database)) {
            execute(relay, "select pg_advisory_lock(hashtextextended('usher_outbox_directory', 0))");
            try (RunningApi first = RunningApi.start(database);
                    RunningApi second = RunningApi.start(database)) {
                String invitations = "/api/v1/organizations/"
                        + first.organization("Waiting").get("id").asString() + "/invitations";
                assertThat(post(second.platform(), invitations, named("x")).status())
                        .isEqualTo(201);

                execute(relay, "select pg_advisory_unlock(hashtextextended('usher_outbox_directory', 0))");

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(outbox(second)).isZero());
            }
        }
    }
}
