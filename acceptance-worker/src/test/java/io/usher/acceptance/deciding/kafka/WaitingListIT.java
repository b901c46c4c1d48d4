package io.usher.acceptance.deciding.kafka;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who of those who wait is served. */
final class WaitingListIT extends SeatsScenario {

    /** One transaction looks at 500. */
    @Test
    void aMemberIsServedBeforeAnyNumberOfPeopleWhoNeedASeatOfTheFullPlan() {
        usher.planSeats(2);
        usher.startWorker(BY_THE_TIMER_TOO);
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
    void aPersonOnAWaitingListWhoBecomesAMemberNeedsNoSeat() {
        usher.planSeats(1);
        usher.startWorker(BY_THE_TIMER_TOO);
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
    void aFormerMemberOnAWaitingListNeedsASeatAgain() {
        usher.planSeats(2);
        usher.startWorker(BY_COMMANDS_ALONE);
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
    void aMemberWhoIsRemovedCanBePromotedByTheSameCommand() {
        usher.startWorker(BY_COMMANDS_ALONE);
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
    void aMemberWhoIsChangedKeepsTheGrantsOfAPromotionByTheSameCommand() {
        UUID course = usher.grantable(GrantKind.COURSE, "Statistics");
        UUID alumni = usher.grantable(GrantKind.TEAM, "Alumni");
        usher.startWorker(BY_COMMANDS_ALONE);
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
                Instant.parse("2040-01-01T00:00:00Z")));

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

    /** One transaction serves 500. */
    @Test
    void noRequestOvertakesAWaitingListOfAnyLength() {
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(1);
        usher.askAll(people(invitation, 601));
        awaitDecided(601);
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
