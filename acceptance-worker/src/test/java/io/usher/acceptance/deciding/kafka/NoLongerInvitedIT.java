package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** People who wait and are not invited any more: they are rejected, and nobody waits behind them. */
final class NoLongerInvitedIT extends SeatsScenario {

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void nobodyIsPromotedWhoIsInvitedNoMore() {
        InvitationId invitation = usher.queueing(1);
        AcceptanceRequested holder = usher.ask(invitation, ADA);
        awaitDecided(1);
        AcceptanceRequested cancelled = usher.ask(invitation, GRACE);
        AcceptanceRequested next = usher.ask(invitation, EDSGER);
        awaitDecided(3);
        usher.cancel(invitation, GRACE);

        usher.command(withdrawal(holder));

        await().atMost(SOON).until(() -> of(next).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(of(cancelled)).containsExactly(AcceptanceWaitlisted.class, AcceptanceRejected.class);
        assertThat(reasonOf(cancelled)).isEqualTo(RejectionReason.INVITEE_CANCELLED);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 0"))
                .isOne();
    }

    /** However many people wait before them. */
    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void whoeverIsInvitedNoMoreStopsWaitingWithoutASeatBeingFreed() {
        InvitationId invitation = asked(1, 502);
        AcceptanceRequested cancelled = usher.ask(invitation, GRACE);
        awaitDecided(503);

        usher.cancel(invitation, GRACE);

        await().atMost(SOON).until(() -> of(cancelled).contains(AcceptanceRejected.class));
        assertThat(reasonOf(cancelled)).isEqualTo(RejectionReason.INVITEE_CANCELLED);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 501"))
                .isOne();
    }

    /** As after a change of the invitation. Whoever is one of its invitees is invited still. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void nobodyIsPromotedForWhomTheInvitationIsNoMore() {
        InvitationId invitation = usher.queueing(1);
        AcceptanceRequested holder = usher.ask(invitation, ADA);
        awaitDecided(1);
        AcceptanceRequested excluded = usher.ask(invitation, GRACE);
        AcceptanceRequested invitee = usher.ask(invitation, EDSGER);
        awaitDecided(3);
        usher.invite(invitation, EDSGER, null, null);
        usher.restrict(invitation, true);

        usher.command(withdrawal(holder));

        await().atMost(SOON).until(() -> of(invitee).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(of(excluded)).containsExactly(AcceptanceWaitlisted.class, AcceptanceRejected.class);
        assertThat(reasonOf(excluded)).isEqualTo(RejectionReason.NOT_INVITED);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 0"))
                .isOne();
    }

    /** One transaction looks at 500. */
    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void peopleForWhomTheInvitationIsNoMoreAreNotInTheWayOfOthersWhoWait() {
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, ADA);
        usher.askAll(IntStream.range(0, 501)
                .mapToObj(person -> usher.request(invitation, "p%d@y.org".formatted(person)))
                .toList());
        AcceptanceRequested waiting = usher.ask(invitation, GRACE);
        awaitDecided(503);
        usher.restrict(invitation, false, "x.org");

        usher.sql.sql("update directory.invitation set quota = 2").update();

        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        assertThat(membersNow()).containsExactly(ADA, GRACE);
        assertThat(usher.count("onboarding.acceptance where reason = 'not-invited' and slot = ordinal"))
                .isEqualTo(501);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 0"))
                .isOne();
    }

    private RejectionReason reasonOf(AcceptanceRequested request) {
        return decisionsOfAnyKind().stream()
                .filter(decision -> decision.acceptance().equals(request.acceptance()))
                .flatMap(decision ->
                        decision instanceof AcceptanceRejected rejected ? Stream.of(rejected.reason()) : Stream.empty())
                .findFirst()
                .orElseThrow();
    }
}
