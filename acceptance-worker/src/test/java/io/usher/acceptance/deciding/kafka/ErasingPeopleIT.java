package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.UUID.randomUUID;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.erasing.ErasingPeople;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** People who are erased while requests of theirs are decided, and again after they have come back. */
@ExtendWith(OutputCaptureExtension.class)
final class ErasingPeopleIT extends DecidingScenario {

    private static final String ADA = "ada@x.org";
    private static final String GRACE = "grace@x.org";
    private static final Instant HALF_AN_HOUR_EARLIER = FetchedRecords.APPENDED_AT.minus(Duration.ofMinutes(30));

    /** Their uncommitted changes are an erasure's in the middle. */
    private static final String TAKE_ACCEPTANCES =
            "update onboarding.acceptance set address = 'erased-' || id, email = null where address = '%s'";

    private static final String TAKE_MEMBER = "delete from onboarding.member where address = '%s'";

    private static final String DATA_WITHOUT_MEMBER =
            "onboarding.acceptance a where outcome = 'accepted' and address not like 'erased-%' and not exists"
                    + " (select from onboarding.member m where m.organization_id = a.organization_id"
                    + " and m.address = a.address)";

    @Test
    void anErasureThatIsDeliveredAgainLeavesWhoeverHasComeBack() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.ask(invitation, ADA);
        await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
        usher.sql
                .sql("update onboarding.acceptance set requested_at = now() - interval '1 hour'")
                .update();
        MemberErasureRequested erasure = erasure(ADA, Instant.now().minus(Duration.ofMinutes(30)));

        usher.command(erasure);

        await().atMost(SOON).until(() -> tombstones(ADA) == 1);
        assertThat(usher.count("onboarding.member")).isZero();
        assertThat(usher.count("onboarding.organization_seats where taken = 0")).isOne();
        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isZero();

        usher.ask(invitation, ADA);
        await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
        usher.command(erasure);
        usher.command(erasure(GRACE, Instant.now()));

        await().atMost(SOON).until(() -> tombstones(GRACE) == 1);
        assertThat(usher.count("onboarding.member where address = '%s'".formatted(ADA)))
                .isOne();
        assertThat(usher.count("onboarding.organization_seats where taken = 1")).isOne();
        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isOne();
        assertThat(tombstones(ADA)).as("consumers know the new member").isOne();
    }

    @Test
    void whoeverHasAskedAgainIsAMemberByThatRequestAlone() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        InvitationId invitation = usher.invitation(null);
        decideAnHourEarlier(worker, 0, usher.request(invitation, ADA));
        AcceptanceRequested again = request(invitation, "Augusta", "King");
        AcceptanceRequested onceMore = request(invitation, "A.", "K.");
        decide(worker, 0, 1, again, onceMore);

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        awaitPublished();
        assertThat(tombstones(ADA)).as("still a member").isZero();

        AcceptanceRequested afterwards = usher.request(invitation, ADA);
        decide(worker, 0, 3, afterwards);
        assertThat(usher.count("onboarding.acceptance a join onboarding.member m using (organization_id, address)"
                        + " where a.id = '%s' and a.original is null and m.joined_at = a.decided_at"
                                .formatted(again.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where original = '%s' and id in ('%s', '%s')"
                        .formatted(again.acceptance(), onceMore.acceptance(), afterwards.acceptance())))
                .isEqualTo(2);
        assertThat(usher.count("onboarding.member where first_name = 'Augusta' and last_name = 'King'"))
                .isOne();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1"))
                .isOne();
        assertThat(usher.count("onboarding.organization_seats where taken = 1")).isOne();
    }

    @Test
    void aMemberIsNamedAsInTheFirstAcceptanceThatIsLeft() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        decideAnHourEarlier(worker, 0, usher.request(usher.invitation(null), ADA));
        decide(worker, 0, 1, request(usher.invitation(null), "Augusta", "King"));
        decide(worker, 0, 2, request(usher.invitation(null), "A.", "K."));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        awaitPublished();
        assertThat(tombstones(ADA)).as("still a member").isZero();

        assertThat(usher.count("onboarding.member where first_name = 'Augusta' and last_name = 'King'"))
                .isOne();
    }

    @Test
    void aMemberWhoIsErasedMeanwhileJoinsAnew() throws SQLException {
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
    void nobodyIsAnsweredWithAnAcceptanceThatIsErasedMeanwhile() throws SQLException {
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
    void whoIsErasedWhileTheirFirstRequestIsDecidedIsErasedAfterwards() throws SQLException {
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
    void aRequestFromBeforeAnErasureThatIsDecidedAfterItIsErased() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.command(erasure(ADA, Instant.now()));
        await().atMost(SOON).until(() -> tombstones(ADA) == 1);

        usher.askAll(List.of(usher.request(invitation, ADA), usher.request(invitation, GRACE)));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance where erased") == 1);
        await().atMost(SOON).until(() -> tombstones(ADA) == 2);
        assertThat(usher.sql
                        .sql("select address from onboarding.member")
                        .query(String.class)
                        .list())
                .containsExactly(GRACE);
        assertThat(decisions()).hasSize(2);
    }

    @Test
    void erasuresAndDecisionsAtTheSameTimeLeaveNoDataWithoutMember() throws InterruptedException {
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
                .succeedsWithin(1, SECONDS);
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
    void aWorkerThatGivesUpThePartitionReportsNoErasureThatStandsStill() {
        usher.sql
                .sql("revoke update on onboarding.acceptance from usher_acceptance_worker")
                .update();
        ConfigurableApplicationContext worker = usher.startWorker();
        MeterRegistry meters = worker.getBean(MeterRegistry.class);
        usher.command(erasure(ADA, Instant.now()));
        await().atMost(SOON).until(() -> standing(meters) == 1);

        requireNonNull(worker.getBean(KafkaListenerEndpointRegistry.class).getListenerContainer(CommandListener.ID))
                .stop();

        await().atMost(SOON).until(() -> standing(meters) == 0);
    }

    private static double standing(MeterRegistry meters) {
        return meters.get("usher.worker.standing.partitions").gauge().value();
    }

    @Test
    void anErasureWaitsForNobodyElseInTheOrganization() throws SQLException {
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
        ConfigurableApplicationContext worker = startWithoutConsuming();
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
            assertThat(erasing).succeedsWithin(15, SECONDS);
        }
    }

    @Test
    void whoeverAskedVeryOftenIsErasedInSteps() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        usher.sql
                .sql("""
                        insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                            requested_at, decided_at, outcome, reason, joined, log_offset)
                        select gen_random_uuid(), :organization, :invitation, n, n, :address, now(), now(),
                               'rejected', 'quota-full', false, n
                        from generate_series(1, 2500) as n
                        """)
                .param("organization", usher.organization.value())
                .param("invitation", usher.invitation(null).value())
                .param("address", ADA)
                .update();

        erase(worker, ADA, Instant.now());

        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isZero();
        assertThat(usher.count("(select distinct xmin::text from onboarding.acceptance) as transactions"))
                .isEqualTo(3);
    }

    /** The use may be another acceptance's by now. */
    @Test
    void aRepeatOfAnAcceptanceThatWasWithdrawnTakesNoUse() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        InvitationId invitation = usher.invitation(null);
        AcceptanceRequested first = usher.request(invitation, ADA);
        decideAnHourEarlier(worker, 0, first);
        decide(worker, 0, 1, usher.request(invitation, ADA));
        decide(worker, new Withdrawal(new CommandId(randomUUID()), first.acceptance(), invitation, usher.organization));
        AcceptanceRequested anew = usher.request(invitation, ADA);
        decide(worker, 0, 2, anew);

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        assertThat(usher.count("onboarding.acceptance where slot = 0 and address = '%s' and id = '%s'"
                        .formatted(ADA, anew.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where slot = 0")).isOne();
    }

    @Test
    void aRepeatOfAnAcceptanceThatWasPromotedKeepsTheSeat() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        InvitationId invitation = usher.queueing(1);
        decide(worker, 0, 0, usher.request(invitation, GRACE));
        decide(worker, 0, 1, usher.request(invitation, ADA));
        usher.sql
                .sql("update onboarding.acceptance set requested_at = requested_at - interval '1 hour'")
                .update();
        AcceptanceRequested again = usher.request(invitation, ADA);
        decide(worker, 0, 2, again);
        usher.sql.sql("update directory.invitation set quota = 2").update();
        decide(worker, new Promotion(usher.organization));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        assertThat(usher.count("onboarding.acceptance where id = '%s' and outcome = 'accepted' and slot = 0"
                        .formatted(again.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.member")).isEqualTo(2);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 0"))
                .isOne();
    }

    @Test
    void whoeverWaitsAndIsErasedWaitsNoMore() {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        InvitationId invitation = usher.queueing(1);
        decide(worker, 0, 0, usher.request(invitation, GRACE));
        decide(worker, 0, 1, usher.request(invitation, ADA));

        erase(worker, ADA, Instant.now());
        usher.sql.sql("update directory.invitation set quota = 2").update();
        decide(worker, new Promotion(usher.organization));

        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 0"))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where outcome = 'withdrawn' and erased"))
                .isOne();
    }

    @Test
    void aTombstoneComesAfterEverythingThatWasPublishedOfThePersonAndNamesItsPartition() throws SQLException {
        try (Connection relaying = withoutRelay()) {
            ConfigurableApplicationContext worker = startWithoutConsuming();
            decide(worker, 0, usher.request(usher.invitation(null), ADA));
            erase(worker, ADA, Instant.now());
            worker.close();
            relaying.rollback();
        }

        startWithoutConsuming();

        awaitPublished();
        byte[] key = (usher.organization + "/" + ADA).getBytes(UTF_8);
        assertThat(usher.records(Topic.MEMBERS.topicName()))
                .allSatisfy(record -> {
                    assertThat(record.key()).isEqualTo(key);
                    assertThat(record.partition()).isEqualTo(Topic.partitionOf(key));
                })
                .extracting(record -> record.value() == null)
                .containsExactly(false, true);
    }

    @Test
    void whatCameOfAnErasureIsLogged(CapturedOutput output) {
        ConfigurableApplicationContext worker = startWithoutConsuming();
        decideAnHourEarlier(worker, 0, usher.request(usher.invitation(null), ADA));
        decide(worker, 0, 1, usher.request(usher.invitation(null), ADA));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);
        erase(worker, ADA, Instant.now());

        assertThat(output.getOut())
                .containsSubsequence(
                        "erased: one person, still a member by a later request, command ",
                        "erased: one person, no member now, command ");
    }

    @CanIgnoreReturnValue
    private ConfigurableApplicationContext startWithoutConsuming() {
        return usher.startWorker("spring.kafka.listener.auto-startup=false");
    }

    private AcceptanceRequested request(UUID id) {
        return new AcceptanceRequested(
                new AcceptanceId(id), usher.invitation(null), usher.organization, ADA, null, null);
    }

    private AcceptanceRequested request(InvitationId invitation, String firstName, String lastName) {
        return new AcceptanceRequested(
                new AcceptanceId(randomUUID()), invitation, usher.organization, ADA, firstName, lastName);
    }

    private void decideAnHourEarlier(
            ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        decide(worker, partition, request);
        usher.sql
                .sql("update onboarding.acceptance set requested_at = requested_at - interval '1 hour'")
                .update();
    }

    private CompletableFuture<Void> decideLater(
            ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        return CompletableFuture.runAsync(() -> decide(worker, partition, request), Thread::startVirtualThread);
    }

    private static void decide(ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        decide(worker, partition, 0, request);
    }

    private static void decide(
            ConfigurableApplicationContext worker, int partition, long offset, AcceptanceRequested... requests) {
        decide(
                worker.getBean(CommandListener.class),
                IntStream.range(0, requests.length)
                        .mapToObj(i -> FetchedRecords.of(partition, offset + i, 0, requests[i]))
                        .toList(),
                FetchedRecords.assigned(partition));
    }

    private static void decide(ConfigurableApplicationContext worker, Single command) {
        worker.getBean(Ledger.class).decide(command).block(Duration.ofMinutes(1));
    }

    /** As the container does with a batch that has lost too many races, or that PostgreSQL ended for a deadlock. */
    private static void decideAsOftenAsItTakes(
            ConfigurableApplicationContext worker, int partition, long offset, AcceptanceRequested... requests) {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            decide(worker, partition, offset, requests);
            return true;
        });
    }

    private void erase(ConfigurableApplicationContext worker, String address, Instant until) {
        Instant at = until.minus(
                Duration.between(Instant.EPOCH, erasure(address, Instant.EPOCH).until()));
        worker.getBean(ErasingPeople.class).erase(erasure(address, at)).block(Duration.ofMinutes(1));
    }

    private MemberErasureRequested erasure(String address, Instant at) {
        return new MemberErasureRequested(new CommandId(randomUUID()), usher.organization, address, at);
    }

    private long tombstones(String address) {
        String key = usher.organization + "/" + address;
        return usher.records(Topic.MEMBERS.topicName()).stream()
                .filter(record -> record.value() == null && new String(record.key(), UTF_8).equals(key))
                .count();
    }
}
