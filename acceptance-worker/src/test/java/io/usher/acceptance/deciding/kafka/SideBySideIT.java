package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of one organization that are decided at the same time, in different partitions or beside the API. */
final class SideBySideIT extends HandedOverScenario {

    @Test
    void partitionsOfAnOrganizationWithoutSeatLimitDoNotWaitForEachOther() throws SQLException {
        InvitationId held = usher.invitation(null);
        InvitationId other = usher.invitation(null);
        try (Connection api = usher.begin()) {
            WorkerFixture.execute(api, "select from directory.invitation where id = '%s' for update".formatted(held));
            CompletableFuture<Void> waiting = decideLater(0, usher.request(held, "a@x.org"));
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);

            assertThat(decideLater(1, usher.request(other, "b@x.org"))).succeedsWithin(15, SECONDS);

            assertThat(waiting).isNotDone();
            api.rollback();
            assertThat(waiting).succeedsWithin(30, SECONDS);
        }
        assertThat(usher.count("onboarding.organization_seats where taken = 2")).isEqualTo(1);
    }

    /** Found when the member is written: the batch is decided again. */
    @Test
    void aPersonWhoJoinsConcurrentlyTakesNoSecondSeat() throws SQLException {
        InvitationId invitation = usher.invitation(null);
        AcceptanceRequested request = usher.request(invitation, "a@x.org");
        try (Connection other = usher.begin()) {
            join(other, "a@x.org", usher.grantable(GrantKind.GROUP, "Alumni"));
            CompletableFuture<Void> deciding = decideLater(0, request);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            other.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        awaitPublished();
        assertThat(decisions().get(request.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(events(Topic.MEMBERS))
                .singleElement()
                .satisfies(event -> assertThat(event.event()).isInstanceOf(MemberGranted.class));
        assertThat(usher.count("onboarding.member where cardinality(grant_ids) = 3"))
                .isEqualTo(1);
        assertThat(usher.count("onboarding.organization_seats"))
                .as("taken here")
                .isZero();
    }

    @Test
    void grantsOfAConcurrentBatchAreKept() throws SQLException {
        UUID elsewhere = usher.grantable(GrantKind.GROUP, "Elsewhere");
        try (Connection earlier = usher.begin()) {
            join(earlier, "a@x.org", usher.grantable(GrantKind.GROUP, "Alumni"));
            earlier.commit();
        }
        AcceptanceRequested request = usher.request(usher.invitation(null), "a@x.org");
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(
                    other, "update onboarding.member set grant_ids = grant_ids || '%s'::uuid".formatted(elsewhere));
            CompletableFuture<Void> deciding = decideLater(0, request);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            other.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(usher.count("onboarding.member where grant_ids @> array['%s', '%s']::uuid[]"
                        .formatted(elsewhere, usher.role)))
                .isEqualTo(1);
    }

    @Test
    void theLaterOfTwoUnitsIsTheOnlyOne() throws SQLException {
        UUID paris = usher.grantable(GrantKind.UNIT, "Paris");
        UUID berlin = usher.grantable(GrantKind.UNIT, "Berlin");
        try (Connection earlier = usher.begin()) {
            join(earlier, "a@x.org", usher.role);
            earlier.commit();
        }
        AcceptanceRequested request = usher.request(usher.granting(usher.role, berlin), "a@x.org");
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(
                    other, "update onboarding.member set grant_ids = grant_ids || '%s'::uuid".formatted(paris));
            CompletableFuture<Void> deciding = decideLater(0, request);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            other.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(usher.sql
                        .sql("select unnest(grant_ids) from onboarding.member")
                        .query(UUID.class)
                        .list())
                .containsExactlyInAnyOrder(usher.role, berlin);
    }

    /** The other one commits, or rolls back: either way the set is there once. */
    @ValueSource(booleans = {true, false})
    @ParameterizedTest
    void aGrantSetThatAnotherBatchKeepsAtTheSameMomentIsKeptOnce(boolean commits) throws SQLException {
        InvitationId invitation = usher.invitation(null);
        assertThat(decideLater(0, usher.request(invitation, "a@x.org"))).succeedsWithin(30, SECONDS);
        UUID set = usher.sql
                .sql("select id from onboarding.grant_set")
                .query(UUID.class)
                .single();
        usher.sql.sql("delete from onboarding.grant_set").update();
        AcceptanceRequested second = usher.request(invitation, "b@x.org");
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(
                    other, "insert into onboarding.grant_set values ('%s', '{}', '{}', '{}', '{}')".formatted(set));
            CompletableFuture<Void> deciding = CompletableFuture.runAsync(
                    () -> decide(listener, List.of(FetchedRecords.of(0, 1, 0, second)), FetchedRecords.assigned(0)),
                    Thread::startVirtualThread);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            if (commits) {
                other.commit();
            } else {
                other.rollback();
            }
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        assertThat(usher.count("onboarding.grant_set")).isEqualTo(1);
        awaitPublished();
        assertThat(decisions().get(second.acceptance())).isInstanceOf(AcceptanceAccepted.class);
    }

    @Test
    void aPlanThatIsLimitedMeanwhileIsObeyed() throws SQLException {
        AcceptanceRequested request = usher.request(usher.invitation(null), "a@x.org");
        try (Connection api = usher.begin()) {
            WorkerFixture.execute(api, "update directory.organization set plan_seats = 0");
            CompletableFuture<Void> deciding = decideLater(0, request);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            api.commit();
            assertThat(deciding).succeedsWithin(30, SECONDS);
        }

        awaitPublished();
        assertThat(requireNonNull(decisions().get(request.acceptance())))
                .isInstanceOfSatisfying(
                        AcceptanceRejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(RejectionReason.NO_SEATS_LEFT));
        assertThat(usher.count("onboarding.member")).isZero();
    }

    /** As a script of one tenant makes them, over many connections: such locks overlap all the time. */
    @Test
    void creatingInvitationsAllTheTimeDelaysNoBatch() {
        usher.planSeats(10);
        InvitationId invitation = usher.invitation(null);
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> script = IntStream.range(0, 8)
                .mapToObj(connection -> CompletableFuture.runAsync(() -> lockUntil(enough), Thread::startVirtualThread))
                .toList();
        try {
            assertThat(decideLater(0, usher.request(invitation, "a@x.org"))).succeedsWithin(15, SECONDS);
        } finally {
            enough.set(true);
        }
        assertThat(script).allSatisfy(connection -> assertThat(connection).succeedsWithin(30, SECONDS));
    }

    private void lockUntil(AtomicBoolean enough) {
        try (Connection api = usher.begin()) {
            while (!enough.get()) {
                WorkerFixture.execute(api, "select pg_sleep(0.02) from directory.organization for key share");
                api.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Void> decideLater(int partition, AcceptanceRequested request) {
        return CompletableFuture.runAsync(
                () -> decide(
                        listener,
                        List.of(FetchedRecords.of(partition, 0, 0, request)),
                        FetchedRecords.assigned(partition)),
                Thread::startVirtualThread);
    }

    private void join(Connection connection, String address, UUID grantable) throws SQLException {
        WorkerFixture.execute(connection, """
                        insert into onboarding.member (organization_id, address, id, grant_ids, joined_at)
                        values ('%s', '%s', '%s', array['%s'::uuid], now())
                        """.formatted(
                        usher.organization, address, MemberId.of(usher.organization, address), grantable));
    }
}
