package io.usher.api.outbox;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.event.Event;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;

class OutboxIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient caller = api.platform();
    private final String path = "/api/v1/organizations/"
            + api.organization("Publishing " + System.nanoTime()).get("id").asString() + "/invitations";

    @Test
    void everyChangeIsPublishedOnceInItsOrder() {
        Answers made = post(caller, path, Map.of("name", "First", "quota", 5));
        String one = made.header("Location");
        assertThat(patch(caller, one, Map.of("status", "disabled")).status()).isEqualTo(200);
        assertThat(patch(caller, one, Map.of("status", "enabled", "name", "Third"))
                        .status())
                .isEqualTo(200);
        assertThat(patch(caller, one, Map.of("name", "Third")).status()).isEqualTo(200);
        assertThat(delete(caller, one).status()).isEqualTo(204);

        try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(published.of(made.at("id")))
                            .hasExactlyElementsOfTypes(
                                    InvitationCreated.class,
                                    InvitationDisabled.class,
                                    InvitationUpdated.class,
                                    InvitationEnabled.class,
                                    InvitationDeleted.class));
            List<Event> events = published.of(made.at("id"));
            assertThat(events)
                    .extracting(event -> ((InvitationEvent) event).invitation().version())
                    .containsExactly(1L, 2L, 3L, 3L, 4L);
            assertThat(((InvitationEvent) events.get(2)).invitation().name()).isEqualTo("Third");
            assertThat(((InvitationEvent) events.getLast()).invitation().deletedAt())
                    .isNotNull();
            assertThat(published.all())
                    .filteredOn(readable -> readable.event().key().equals(made.at("id")))
                    .extracting(Readable::id)
                    .doesNotHaveDuplicates();
        }
        assertThat(outbox(api)).isZero();
    }

    @Test
    void nobodyIsInvitedTwice() {
        Answers made = post(
                caller,
                path,
                Map.of("name", "x", "emails", List.of("Ada@x.io", "*@corp.com", "bob@x.io"), "sendEmails", false));
        String one = made.header("Location");
        assertThat(patch(caller, one, Map.of("emails", List.of("ada@X.io"))).status())
                .isEqualTo(200);
        assertThat(patch(caller, one, Map.of("emails", List.of("bob@x.io", "eve@x.io"), "sendEmails", true))
                        .status())
                .isEqualTo(200);

        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(published.of(made.at("id")))
                            .extracting(event ->
                                    ((InviteeInvited) event).email() + " " + ((InviteeInvited) event).sendEmail())
                            .containsExactly("Ada@x.io false", "bob@x.io false", "eve@x.io true"));
        }
    }

    @Test
    void aChangeIsPublishedWithinMillisecondsOfItsCommit() {
        try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            assertThat(published.all()).isNotNull();
            Answers made = post(caller, path, named("Quick"));

            // Below the polling interval: only the notification can have woken the relay.
            await().atMost(Duration.ofMillis(900))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !published.of(made.at("id")).isEmpty());
        }
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

    /** Repeats are allowed after a failure; they have the ids of what they repeat. */
    private static List<String> firstOfEach(Published published, String key) {
        return published.all().stream()
                .filter(readable -> readable.event().key().equals(key))
                .collect(Collectors.toMap(
                        Readable::id, Function.identity(), (first, repeat) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .map(readable ->
                        ((InvitationEvent) readable.event()).invitation().name())
                .toList();
    }

    @Test
    void whenTheRelayingInstanceEndsAnotherTakesOver() {
        Database database = TestServers.freshDatabase();
        RunningApi first = RunningApi.start(database);
        try (RunningApi second = RunningApi.start(database)) {
            String invitations = "/api/v1/organizations/"
                    + first.organization("Failover").get("id").asString() + "/invitations";
            Answers made = post(second.platform(), invitations, named("0"));
            assertThat(locks(second)).isOne();
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
            assertThat(locks(second)).isOne();
        } finally {
            first.close();
        }
    }

    private static long outbox(RunningApi api) {
        return count(api, "select count(*) as n from directory.outbox");
    }

    private static long locks(RunningApi api) {
        return count(api, """
                select count(*) as n from pg_locks
                where locktype = 'advisory' and granted
                  and database = (select oid from pg_database where datname = current_database())""");
    }

    private static long count(RunningApi api, String sql) {
        Long count = api.context()
                .getBean(DatabaseClient.class)
                .sql(sql)
                .mapValue(Long.class)
                .one()
                .block();
        return count == null ? -1 : count;
    }
}
