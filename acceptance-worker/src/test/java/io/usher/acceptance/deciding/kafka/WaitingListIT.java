package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Who of those who wait is served. */
final class WaitingListIT extends SeatsScenario {

    /** One transaction looks at 500. */
    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void aMemberIsServedBeforeAnyNumberOfPeopleWhoNeedASeatOfTheFullPlan() {
        usher.planSeats(2);
        usher.ask(usher.queueing(null), ADA);
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.askAll(people(invitation, 501));
        AcceptanceRequested member = usher.ask(invitation, ADA);
        awaitDecided(504);

        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        await().atMost(SOON).until(() -> of(member).contains(AcceptancePromoted.class));
        assertThat(membersNow()).containsExactly(ADA, GRACE);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 501"))
                .isOne();
    }

    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void aPersonOnAWaitingListWhoBecomesAMemberNeedsNoSeat() {
        usher.planSeats(1);
        InvitationId invitation = usher.queueing(null);
        usher.ask(invitation, ADA);
        AcceptanceRequested waiting = usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.sql.sql("update directory.invitation set status = 'disabled'").update();
        usher.planSeats(2);
        usher.ask(usher.queueing(null), GRACE);
        awaitDecided(3);

        usher.sql.sql("update directory.invitation set status = 'enabled'").update();

        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(ofMember(GRACE)).containsExactly(MemberJoined.class, MemberGranted.class);
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aFormerMemberOnAWaitingListNeedsASeatAgain() {
        usher.planSeats(2);
        usher.ask(usher.queueing(null), ADA);
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        AcceptanceRequested waiting = usher.ask(invitation, ADA);
        awaitDecided(3);
        usher.command(removal(ADA));
        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        usher.planSeats(1);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        usher.command(withdrawal(usher.request(invitation, EDSGER)));
        usher.command(removal(EDSGER));
        await().atMost(SOON).until(() -> usher.count("onboarding.command") == 3);
        awaitPublished();

        assertThat(of(waiting)).containsExactly(AcceptanceWaitlisted.class);
    }

    /** As after a quota that was raised at the same moment. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aMemberWhoIsRemovedCanBePromotedByTheSameCommand() {
        usher.ask(usher.queueing(null), ADA);
        InvitationId elsewhere = usher.queueing(1);
        usher.ask(elsewhere, GRACE);
        awaitDecided(2);
        AcceptanceRequested waiting = usher.ask(elsewhere, ADA);
        awaitDecided(3);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberLeft.class, MemberJoined.class);
        assertThat(seatsAgree()).isTrue();
    }

    /** As after a quota that was raised at the same moment. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aMemberWhoIsChangedKeepsTheGrantsOfAPromotionByTheSameCommand() {
        UUID course = usher.grantable(GrantKind.COURSE, "Statistics");
        UUID alumni = usher.grantable(GrantKind.TEAM, "Alumni");
        usher.ask(usher.queueing(null), ADA);
        InvitationId elsewhere = usher.queueing(1);
        usher.sql
                .sql("update directory.invitation set grant_ids = array[?] where quota = 1")
                .params(course)
                .update();
        usher.ask(elsewhere, GRACE);
        awaitDecided(2);
        usher.ask(elsewhere, ADA);
        awaitDecided(3);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        usher.command(new MemberChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                ADA,
                Map.of(GrantKind.TEAM, List.of(new GrantableId(alumni))),
                List.of(),
                true,
                Instant.parse("2040-01-01T00:00:00Z"),
                null,
                null));

        await().atMost(SOON).until(() -> ofMember(ADA).contains(MemberGranted.class));
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberChanged.class, MemberGranted.class);
        assertThat(usher.sql
                        .sql("select unnest(grant_ids) from onboarding.member where address = ?")
                        .params(ADA)
                        .query(UUID.class)
                        .list())
                .containsExactlyInAnyOrder(usher.role, alumni, course);
        assertThat(usher.count("onboarding.member where access_expires_at is not null"))
                .as("what a promotion grants has no end")
                .isZero();
    }

    /** As when a backlog is decided after the expiry. */
    @Test
    void aRequestThatWasMadeBeforeTheExpiryDoesNotOvertake() {
        ConfigurableApplicationContext worker = usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, ADA);
        AcceptanceRequested waiting = usher.ask(invitation, GRACE);
        awaitDecided(2);
        worker.close();
        AcceptanceRequested late = usher.ask(invitation, EDSGER);
        usher.sql
                .sql("update directory.invitation set quota = 2, expires_at = clock_timestamp()")
                .update();

        usher.startWorker(BY_COMMANDS_ALONE);

        awaitDecided(3);
        awaitPublished();
        assertThat(of(waiting)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(of(late)).containsExactly(AcceptanceWaitlisted.class);
    }

    /** One transaction looks at 500. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void peopleWhoWaitForAnExpiredInvitationAreNotInTheWayOfOthersWhoWait() {
        InvitationId expired = asked(1, 502);
        InvitationId open = inTheSamePartitionAs(expired);
        usher.ask(open, ADA);
        AcceptanceRequested waiting = usher.ask(open, GRACE);
        awaitDecided(504);
        usher.sql
                .sql(
                        "update directory.invitation set quota = 1000, expires_at = now() - interval '1 hour' where id = ?")
                .params(expired.value())
                .update();
        usher.sql
                .sql("update directory.invitation set quota = 2 where id = ?")
                .params(open.value())
                .update();

        AcceptanceRequested late = usher.request(open, EDSGER);
        usher.send(TestTopics.encoded(usher.request(expired, EDSGER)));
        usher.send(TestTopics.encoded(late));
        usher.flush();

        awaitDecided(506);
        awaitPublished();
        assertThat(of(waiting)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(of(late)).containsExactly(AcceptanceWaitlisted.class);
    }

    /** So that requests for both are in one batch. */
    private InvitationId inTheSamePartitionAs(InvitationId other) {
        return Stream.generate(() -> usher.queueing(1))
                .filter(one -> partition(one) == partition(other))
                .findFirst()
                .orElseThrow();
    }

    private static int partition(InvitationId invitation) {
        return Topic.partitionOf(invitation.toString().getBytes(UTF_8));
    }

    /** However many there are: a statement for each of them would hold up the organization for as long. */
    @Test
    void thePromotionsOfATransactionAreWrittenByOneStatementForEachTable() {
        usher.startWorker(BY_COMMANDS_ALONE);
        asked(1, 101);
        usher.sql.sql("""
                        insert into onboarding.member (organization_id, id, joined_at, state, address, grant_ids)
                        select organization_id, member_id, now() - interval '1 day', 'ended', address, '{}'
                        from onboarding.acceptance where outcome = 'waitlisted' and ordinal % 2 = 0
                        """).update();
        for (String table : List.of("acceptance", "member")) {
            usher.countUpdates("onboarding." + table);
        }
        usher.sql.sql("update directory.invitation set quota = 101").update();

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> membersNow().size() == 101);
        assertThat(usher.updatesOf("onboarding.acceptance")).isOne();
        assertThat(usher.updatesOf("onboarding.member")).isOne();
        assertThat(usher.count("onboarding.member m join onboarding.acceptance a on a.address = m.address"
                        + " where m.joined_at = a.decided_at and m.grant_ids = array['%s', '%s']::uuid[]"
                                .formatted(usher.role, usher.team)))
                .isEqualTo(101);
        assertThat(seatsAgree()).isTrue();
    }

    /** One transaction serves 500. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void noRequestOvertakesAWaitingListOfAnyLength() {
        InvitationId invitation = asked(1, 601);
        usher.sql.sql("update directory.invitation set quota = 601").update();

        AcceptanceRequested late = usher.ask(invitation, ADA);

        awaitDecided(602);
        assertThat(usher.count("onboarding.acceptance where id = '%s' and outcome = 'waitlisted'"
                        .formatted(late.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 601 and waiting = 1"))
                .isOne();
    }
}
