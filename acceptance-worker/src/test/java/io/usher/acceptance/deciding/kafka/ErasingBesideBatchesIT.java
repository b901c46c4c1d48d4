package io.usher.acceptance.deciding.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Erasures of people whose requests are decided at the same moment. */
final class ErasingBesideBatchesIT extends ErasingScenario {

    /** Their uncommitted changes are an erasure's in the middle. */
    private static final String TAKE_ACCEPTANCES =
            "update onboarding.acceptance set address = 'erased-' || id, email = null where address = '%s'";

    private static final String TAKE_MEMBER = "delete from onboarding.member where address = '%s'";

    private static final String DATA_WITHOUT_MEMBER =
            "onboarding.acceptance a where outcome = 'accepted' and address not like 'erased-%' and not exists"
                    + " (select from onboarding.member m where m.organization_id = a.organization_id"
                    + " and m.address = a.address)";

    @Test
    void aMemberWhoIsErasedMeanwhileJoinsAgain() throws SQLException {
        decide(worker, 0, usher.request(usher.invitation(null), ADA));
        try (Connection erasure = usher.begin()) {
            WorkerFixture.execute(erasure, TAKE_ACCEPTANCES.formatted(ADA));
            WorkerFixture.execute(erasure, TAKE_MEMBER.formatted(ADA));
            CompletableFuture<Void> deciding = decideLater(worker, 1, usher.request(usher.invitation(null), ADA));
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            erasure.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(usher.count("onboarding.member")).isOne();
        assertThat(usher.count(DATA_WITHOUT_MEMBER)).isZero();
        awaitPublished();
        assertThat(events(Topic.MEMBERS)).extracting(Readable::event).hasOnlyElementsOfType(MemberJoined.class);
    }

    @Test
    void noDecisionRefersToAnAcceptanceThatIsErasedMeanwhile() throws SQLException {
        InvitationId invitation = usher.invitation(null);
        decide(worker, 0, usher.request(invitation, ADA));
        try (Connection erasure = usher.begin()) {
            WorkerFixture.execute(erasure, TAKE_MEMBER.formatted(ADA));
            WorkerFixture.execute(erasure, TAKE_ACCEPTANCES.formatted(ADA));
            CompletableFuture<Void> deciding = decideLater(worker, 1, usher.request(invitation, ADA));
            await().atMost(SOON).until(() -> deciding.isDone() || usher.waitingForLocks() == 1);
            erasure.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(usher.count("onboarding.member")).isOne();
        assertThat(usher.count(DATA_WITHOUT_MEMBER)).isZero();
        assertThat(usher.count("onboarding.acceptance where original is not null"))
                .isZero();
    }

    /** The batch waits for somebody else before its commit: nothing of it can be seen by then. */
    @Test
    void aPersonErasedDuringTheFirstDecisionIsErasedAfterwards() throws SQLException {
        InvitationId invitation = usher.invitation(null);
        decide(worker, 0, usher.request(invitation, GRACE));
        CompletableFuture<Void> erasing;
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(other, "select from onboarding.invitation_seats for update");
            CompletableFuture<Void> deciding = decideLater(worker, 1, usher.request(invitation, ADA));
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            erasing = CompletableFuture.runAsync(() -> erase(worker, ADA, Instant.now()), Thread::startVirtualThread);
            await().atMost(SOON).until(() -> erasing.isDone() || usher.waitingForLocks() == 2);
            other.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(erasing).succeedsWithin(30, SECONDS);
        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isZero();
        assertThat(usher.count("onboarding.member where address = '%s'".formatted(ADA)))
                .isZero();
        assertThat(usher.count("onboarding.organization_seats where taken = 1")).isOne();
    }

    @Test
    void erasuresAndDecisionsAtTheSameTimeLeaveNoDataWithoutMember() throws InterruptedException {
        List<InvitationId> invitations =
                IntStream.range(0, 4).mapToObj(number -> usher.invitation(null)).toList();
        Semaphore decided = new Semaphore(0);
        List<CompletableFuture<Void>> partitions = IntStream.range(0, 4)
                .mapToObj(partition -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 25).forEach(batch -> {
                            decideAsOftenAsItTakes(
                                    worker,
                                    partition,
                                    batch * 4,
                                    usher.request(invitations.get(partition), ADA),
                                    usher.request(invitations.get((partition + 1) % 4), GRACE),
                                    usher.request(invitations.get((partition + 2) % 4), ADA),
                                    usher.request(invitations.get(partition), GRACE));
                            decided.release();
                        }),
                        Thread::startVirtualThread))
                .toList();
        // No more often: batches would lose against erasures again and again.
        for (int erasure = 0; erasure < 50; erasure++) {
            assertThat(decided.tryAcquire(2, 60, SECONDS)).isTrue();
            erase(worker, erasure % 2 == 0 ? ADA : GRACE, Instant.now());
        }

        assertThat(CompletableFuture.allOf(partitions.toArray(CompletableFuture[]::new)))
                .succeedsWithin(30, SECONDS);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(400);
        assertThat(usher.count(DATA_WITHOUT_MEMBER)).isZero();
        assertThat(usher.count("onboarding.organization_seats where taken = (select count(*) from onboarding.member)"))
                .isOne();
        erase(worker, ADA, Instant.now());
        erase(worker, GRACE, Instant.now());
        assertThat(usher.count("onboarding.acceptance where address not like 'erased-%'"))
                .isZero();
        assertThat(usher.count("onboarding.organization_seats where taken = 0")).isOne();
    }

    @Test
    void anErasureWaitsForNoOtherPersonOfTheOrganization() throws SQLException {
        decide(worker, 0, usher.request(usher.invitation(null), ADA));
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(other, "select from directory.organization for update");

            CompletableFuture<Void> erasing =
                    CompletableFuture.runAsync(() -> erase(worker, ADA, Instant.now()), Thread::startVirtualThread);

            assertThat(erasing).succeedsWithin(15, SECONDS);
        }
        assertThat(usher.count("onboarding.member")).isZero();
    }

    /** Were it another order, the two would wait for each other. */
    @Test
    void anErasureLocksAcceptancesInTheOrderOfBatches() throws SQLException {
        UUID later = new UUID(2, 2);
        UUID earlier = new UUID(1, 1);
        decide(worker, 0, 0, request(later), request(earlier));
        try (Connection batch = usher.begin()) {
            String lock = "select from onboarding.acceptance where id = '%s' for share nowait";
            WorkerFixture.execute(batch, lock.formatted(earlier));
            CompletableFuture<Void> erasing =
                    CompletableFuture.runAsync(() -> erase(worker, ADA, Instant.now()), Thread::startVirtualThread);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);

            WorkerFixture.execute(batch, lock.formatted(later));

            batch.commit();
            assertThat(erasing).succeedsWithin(30, SECONDS);
        }
    }
}
