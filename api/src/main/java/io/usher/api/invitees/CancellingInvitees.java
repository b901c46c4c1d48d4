package io.usher.api.invitees;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.id.InviteeId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Cancels invitations of people, inside of the caller's transaction. Takes {@code invitations:write}. Whether
 * somebody has accepted before is decided under the lock of the invitation, which acceptances take too.
 */
public final class CancellingInvitees {

    private final HoldingInvitees holdingInvitees;
    private final HoldingInvitations holding;
    private final InvitedPeople people;
    private final KeepingInvitations keeping;
    private final ReportingInvitees reporting;
    private final Clock clock;

    CancellingInvitees(
            HoldingInvitees holdingInvitees,
            HoldingInvitations holding,
            InvitedPeople people,
            KeepingInvitations keeping,
            ReportingInvitees reporting,
            Clock clock) {
        this.holdingInvitees = holdingInvitees;
        this.holding = holding;
        this.people = people;
        this.keeping = keeping;
        this.reporting = reporting;
        this.clock = clock;
    }

    /** Cancels a person's invitation; nothing changes if it is cancelled. Ends the request with 409 if they have accepted or wait. */
    public Mono<Invitee> cancel(Caller caller, String id) {
        return holdingInvitees.hold(caller, id).flatMap(held -> {
            if (held.invitee().progress() == Progress.CANCELLED) {
                return Mono.just(held.invitee());
            }
            held.requireNoUse();
            return cancel(held.invitation(), List.of(held.invitee().id()), held.now())
                    .then(reporting.keep(caller, held.invitee(), Progress.CANCELLED))
                    .then(Mono.defer(() -> people.find(held.invitee().id(), held.now())));
        });
    }

    /** Cancels the next of those who are still pending; completes the step with whether it was the last. */
    public Mono<Step> cancelPending(Caller caller, String invitation, Step before) {
        return holding.hold(caller, invitation, Action.CHANGE_INVITATIONS).flatMap(held -> {
            Instant now = clock.instant();
            Invitation of = held.invitation();
            return people.pending(of.id(), before.last(), Step.AT_ONCE, now)
                    .collectList()
                    .flatMap(some -> cancel(of, some.stream().map(Invitee::id).toList(), now)
                            .then(Mono.defer(() -> people.count(of.id())))
                            .map(all -> before.and(some, some.size(), all))
                            .delayUntil(
                                    after -> reporting.keepPending(caller, of, "invitee.cancelled", before, after)));
        });
    }

    private Mono<Void> cancel(Invitation invitation, List<InviteeId> some, Instant now) {
        List<Event> events = some.stream()
                .<Event>map(id -> new InviteeCancelled(id, invitation.id(), invitation.organization()))
                .toList();
        return people.cancel(some, now)
                .then(Mono.defer(() -> reporting.publish(events, now)))
                .then(Mono.defer(() -> keeping.show(invitation, false, now)));
    }
}
