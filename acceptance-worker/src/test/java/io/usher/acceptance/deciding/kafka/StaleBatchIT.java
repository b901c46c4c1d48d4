package io.usher.acceptance.deciding.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.usher.acceptance.deciding.PositionMoved;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.outbox.OutboxRecords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that reach the listener after another worker took the partition over. */
final class StaleBatchIT extends HandedOverScenario {

    private InvitationId invitation;

    @BeforeEach
    void invite() {
        invitation = usher.invitation(null);
    }

    /**
     * The old owner is stopped before its next batch. The new one decides that and is killed before it publishes: what
     * it decided is decided no other way, and published by whoever comes next.
     */
    @Test
    void aStaleBatchLosesNoDecisionOfTheNewOwner() throws SQLException {
        List<AcceptanceRequested> asked = people(invitation, 20);
        MockConsumer<byte[], byte[]> oldOwner = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(0, asked.subList(0, 10)), oldOwner);
        awaitPublished();
        assertThat(published()).hasSize(10);
        List<ConsumerRecord<byte[], byte[]>> stale = FetchedRecords.of(10, asked.subList(10, 20));

        try (Connection newOwner = usher.begin()) {
            WorkerFixture.execute(newOwner, "update onboarding.position set next_offset = 20");
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> decide(listener, stale, oldOwner));
            await().atMost(SOON).until(() -> late.isDone() || usher.waitingForLocks() > 0);
            decideTheNextTen(newOwner, asked);
            newOwner.commit();
            assertThat(late).failsWithin(30, SECONDS);
        }
        decide(listener, stale, oldOwner);

        awaitPublished();
        assertThat(published()).isEqualTo(ids(asked));
        assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName())).hasSize(20);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(20);
        assertThat(usher.count("onboarding.position where next_offset = 20")).isEqualTo(1);
    }

    /** As a log that lost its tail in a power cut and was continued by another leader. */
    @Test
    void recordsThatReplacedDecidedOnesAreDecided() {
        List<AcceptanceRequested> asked = people(invitation, 18);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(0, 4, asked.subList(0, 10)), consumer);

        decide(listener, FetchedRecords.of(7, 5, asked.subList(10, 18)), consumer);

        awaitPublished();
        assertThat(published()).isEqualTo(ids(asked));
        assertThat(usher.count("onboarding.position where next_offset = 15 and leader_epoch = 5"))
                .isEqualTo(1);
    }

    /** As after a takeover of which the old owner knows nothing yet. */
    @Test
    void aBatchFromBeforeATakeoverIsNotDecided() {
        List<AcceptanceRequested> asked = people(invitation, 30);
        MockConsumer<byte[], byte[]> oldOwner = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(0, asked.subList(0, 10)), oldOwner);
        MockConsumer<byte[], byte[]> newOwner = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(10, asked.subList(10, 20)), newOwner);
        List<ConsumerRecord<byte[], byte[]>> stale = FetchedRecords.of(10, asked.subList(10, 30));

        assertThatThrownBy(() -> decide(listener, stale, oldOwner)).isInstanceOf(PositionMoved.class);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(20);

        // The same records are tried again, with the position as it is now: what is left of them is decided.
        decide(listener, stale, oldOwner);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(30);
        awaitPublished();
        assertThat(published()).hasSize(30);
    }

    /** They begin where the new log does: only the log that they were fetched from tells. */
    @Test
    void recordsOfAnOldLogAreNotDecidedAsANewOnesAfterAFailure() {
        CommandLogs logs = worker.getBean(CommandLogs.class);
        UUID old = logs.id(FetchedRecords.TOPIC);
        List<ConsumerRecord<byte[], byte[]>> stale = FetchedRecords.of(0, people(invitation, 10));
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        usher.sql
                .sql("alter table onboarding.acceptance add constraint fails check (false)")
                .update();
        assertThatThrownBy(() -> decide(listener, stale, consumer)).isInstanceOf(RuntimeException.class);
        usher.sql.sql("alter table onboarding.acceptance drop constraint fails").update();
        TestTopics.recreate();
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(KafkaException.class)
                .until(() -> !logs.id(FetchedRecords.TOPIC).equals(old));

        listener.decide(stale, consumer);

        assertThat(usher.count("onboarding.acceptance")).isZero();
        assertThat(usher.count("onboarding.position where next_offset = 0")).isOne();
    }

    @Test
    void recordsOfAPartitionThatIsReadElsewhereAreLeftToItsNewOwner() {
        List<AcceptanceRequested> asked = people(invitation, 5);

        decide(listener, FetchedRecords.of(0, asked), FetchedRecords.assigned(1));

        assertThat(usher.count("onboarding.acceptance")).isZero();
    }

    /** As after a position that went back: its decisions were committed with their events. */
    @Test
    void decisionsThatAreMetAgainArePublishedOnce() {
        List<AcceptanceRequested> asked = people(invitation, 10);
        decide(listener, FetchedRecords.of(0, asked), FetchedRecords.assigned(0));
        usher.sql.sql("update onboarding.position set next_offset = 4").update();

        decide(listener, FetchedRecords.of(4, asked.subList(4, 10)), FetchedRecords.assigned(0));

        awaitPublished();
        assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName())).hasSize(10);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(10);
    }

    private void decideTheNextTen(Connection newOwner, List<AcceptanceRequested> asked) throws SQLException {
        for (int offset = 10; offset < 20; offset++) {
            WorkerFixture.execute(newOwner, """
                            insert into onboarding.acceptance (
                                id, organization_id, invitation_id, grant_set_id, requested_at, decided_at, ordinal, slot,
                                log_offset, joined, outcome, address)
                            select '%s', organization_id, invitation_id, grant_set_id, requested_at, decided_at,
                                   ordinal + 10, slot, log_offset + 10, joined, outcome, 'late-' || address
                            from onboarding.acceptance where log_offset = %d
                            """.formatted(asked.get(offset).acceptance(), offset - 10));
        }
        try (PreparedStatement events =
                newOwner.prepareStatement("insert into onboarding.outbox (records) values (?)")) {
            events.setBytes(
                    1,
                    OutboxRecords.encode(asked.subList(10, 20).stream()
                            .map(StaleBatchIT::decided)
                            .toList()));
            events.executeUpdate();
        }
    }

    private static ProducerRecord<byte[], byte[]> decided(AcceptanceRequested request) {
        return TestTopics.encoded(new AcceptanceWaitlisted(
                request.acceptance(),
                request.invitation(),
                request.organization(),
                request.email(),
                null,
                null,
                FetchedRecords.APPENDED_AT,
                FetchedRecords.APPENDED_AT,
                null,
                1L));
    }

    private static Set<AcceptanceId> ids(List<AcceptanceRequested> asked) {
        return asked.stream().map(AcceptanceRequested::acceptance).collect(toSet());
    }

    private Set<AcceptanceId> published() {
        return events(Topic.ACCEPTANCES_DECIDED).stream()
                .map(event -> ((AcceptanceDecided) event.event()).acceptance())
                .collect(toSet());
    }
}
