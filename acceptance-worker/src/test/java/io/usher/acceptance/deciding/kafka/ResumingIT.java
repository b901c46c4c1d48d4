package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.MemberEvent.MembershipEvent;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.PostgresServer;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Workers that stop, share and go on. */
final class ResumingIT extends DecidingScenario {

    /** As after a crash between the commit and the publishing. */
    @Test
    void theNextWorkerPublishesCommittedEventsOnceAndInOrder() throws SQLException {
        InvitationId invitation = usher.invitation(5);
        List<AcceptanceRequested> asked = people(invitation, 10);
        try (Connection relaying = withoutRelay()) {
            var worker = usher.startWorker();
            usher.askAll(asked);
            await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
            assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName())).isEmpty();
            worker.close();
            relaying.rollback();
        }

        usher.startWorker();

        awaitPublished();
        assertThat(eventsWithRepeats(Topic.ACCEPTANCES_DECIDED))
                .extracting(event -> ((AcceptanceDecided) event.event()).acceptance())
                .containsExactlyElementsOf(
                        asked.stream().map(AcceptanceRequested::acceptance).toList());
        assertThat(eventsWithRepeats(Topic.MEMBERS)).hasSize(5);
    }

    @Test
    void aBatchThatFailedIsTriedAgainThoughNothingNewArrives() {
        MeterRegistry meters = usher.startWorker().getBean(MeterRegistry.class);
        usher.sql
                .sql("alter table onboarding.acceptance add constraint fails check (false)")
                .update();
        usher.ask(usher.invitation(null), "a@x.org");
        await().atMost(SOON)
                .until(() ->
                        meters.get("usher.worker.standing.partitions").gauge().value() == 1);

        usher.sql.sql("alter table onboarding.acceptance drop constraint fails").update();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 1);
        await().atMost(SOON)
                .until(() ->
                        meters.get("usher.worker.standing.partitions").gauge().value() == 0);
    }

    @Test
    void theOffsetsOfTheConsumerGroupDoNotMatter() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> decisions().size() == 10);
        worker.close();
        // The database as it was before the last requests, the group's offsets as they are.
        usher.sql.sql("delete from onboarding.acceptance where log_offset >= 6").update();
        usher.sql
                .sql("update onboarding.position set next_offset = 6 where next_offset = 10")
                .update();

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
    }

    /** As tools write that copy a topic: the end of a transaction takes an offset and is no record. */
    @Test
    void offsetsWithoutRecordsArePassedOver() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        try (KafkaProducer<byte[], byte[]> copying =
                TestTopics.producer(TestServers.kafka(), Map.of("transactional.id", "copy-" + invitation))) {
            copying.initTransactions();
            for (AcceptanceRequested request : people(invitation, 3)) {
                copying.beginTransaction();
                var unused = copying.send(TestTopics.encoded(request));
                copying.commitTransaction();
            }
        }
        usher.askAll(people(invitation, 3, 3));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 6);
        await().atMost(SOON).until(() -> decisions().size() == 6);
    }

    /** As after restoring a database that had forgotten it all: consumers know the ids already. */
    @Test
    void aLogThatIsDecidedOnceMoreComesToTheSameEnd() {
        usher.planSeats(25);
        InvitationId first = usher.invitation(20);
        InvitationId second = usher.invitation(null);
        var worker = usher.startWorker();
        usher.askAll(people(first, 30));
        usher.askAll(List.of(
                usher.request(first, "p1-%s@x.org".formatted(first)),
                usher.request(first, "P2-%s@X.org".formatted(first))));
        usher.askAll(people(second, 3));
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 35);
        List<Map<String, @Nullable Object>> decided = decided();
        worker.close();
        usher.sql
                .sql("truncate onboarding.position, onboarding.acceptance, onboarding.member,"
                        + " onboarding.invitation_seats, onboarding.organization_seats, onboarding.command")
                .update();

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 35);
        assertThat(decided()).isEqualTo(decided);
        await().atMost(SOON)
                .until(() ->
                        usher.records(Topic.ACCEPTANCES_DECIDED.topicName()).size() == 70);
        assertThat(events(Topic.MEMBERS)).hasSize(23);
        assertThat(events(Topic.MEMBERS).stream()
                        .map(event -> ((MembershipEvent) event.event()).member())
                        .distinct())
                .as("members")
                .hasSize(23);
    }

    /** The database as it was copied, the topics as they are: see deploy/docs/restore.md. */
    @Test
    void aRestoredDatabaseRepeatsItsLostDecisions() {
        InvitationId invitation = usher.invitation(30);
        var first = usher.startWorker();
        usher.askAll(people(invitation, 20));
        awaitDecidedAndPublished(20);
        first.close();
        String copy = copyDatabase();
        var second = usher.startWorker();
        usher.askAll(people(invitation, 20, 20));
        awaitDecidedAndPublished(40);
        List<Map<String, @Nullable Object>> decided = decided();
        second.close();
        restoreDatabase(copy);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(20);

        usher.startWorker();

        awaitDecidedAndPublished(40);
        assertThat(decided()).isEqualTo(decided);
        assertThat(eventsWithRepeats(Topic.ACCEPTANCES_DECIDED)).hasSize(60);
        assertThat(events(Topic.ACCEPTANCES_DECIDED)).hasSize(40);
        assertThat(events(Topic.MEMBERS).stream()
                        .map(event -> ((MembershipEvent) event.event()).member())
                        .distinct())
                .hasSize(30);
    }

    /** Copies the database file by file, as a backup does. Nobody may be connected to it. */
    private String copyDatabase() {
        String copy = usher.database.name() + "_copy";
        asSuperuser("create database %s template %s".formatted(copy, usher.database.name()));
        return copy;
    }

    /** Puts a copy into the place of the database. */
    private void restoreDatabase(String copy) {
        asSuperuser("drop database " + usher.database.name());
        asSuperuser("alter database %s rename to %s".formatted(copy, usher.database.name()));
    }

    private static void asSuperuser(String command) {
        PostgresServer server = TestServers.postgres();
        try {
            ReusedConnections.closeIdle();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(server.host(), server.port()),
                server.superuser(),
                server.superuserPassword())) {
            WorkerFixture.execute(connection, command);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitDecidedAndPublished(int requests) {
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == requests);
        awaitPublished();
    }

    private List<Map<String, @Nullable Object>> decided() {
        return usher.sql.sql("""
                        select a.id, a.outcome, a.reason, a.original, a.ordinal, a.joined, m.id as member
                        from onboarding.acceptance a
                        left join onboarding.member m using (organization_id, address) order by a.id
                        """).query().listOfRows();
    }

    @Test
    void twoWorkersShareThePartitionsAndNothingIsDecidedTwice() {
        List<InvitationId> invitations =
                IntStream.range(0, 24).mapToObj(number -> usher.invitation(50)).toList();
        var first = usher.startWorker();
        usher.startWorker();
        for (InvitationId invitation : invitations) {
            usher.askAll(people(invitation, 60));
        }
        first.close();
        for (InvitationId invitation : invitations) {
            usher.askAll(people(invitation, 60));
        }

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 24 * 120);
        await().atMost(SOON).until(() -> decisions().size() == 24 * 120);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 50 and requests = 120"))
                .isEqualTo(24);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and original is null"))
                .isEqualTo(24 * 50);
    }
}
