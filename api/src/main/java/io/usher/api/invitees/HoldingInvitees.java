package io.usher.api.invitees;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.contract.id.InviteeId;
import java.time.Clock;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** Holds a person's invitation until the caller's transaction ends, so that nothing is decided about them meanwhile. */
final class HoldingInvitees {

    private final FindingInvitees finding;
    private final HoldingInvitations holding;
    private final InvitedPeople people;
    private final Clock clock;

    HoldingInvitees(FindingInvitees finding, HoldingInvitations holding, InvitedPeople people, Clock clock) {
        this.finding = finding;
        this.holding = holding;
        this.people = people;
        this.clock = clock;
    }

    /**
     * A person as they are while the invitation is held.
     *
     * @param use of the invitation
     */
    record Held(Invitation invitation, Invitee invitee, Use use, Instant now) {

        /** Ends the request with 409 if the person has accepted or waits. */
        void requireNoUse() {
            switch (use) {
                case ACCEPTED -> throw InviteeState.accepted();
                case WAITING -> throw InviteeState.waitlisted();
                case NONE -> {}
            }
        }
    }

    /** What a person holds of an invitation. */
    enum Use {
        ACCEPTED,
        WAITING,
        NONE
    }

    /** Takes {@code invitations:write}. Ends the request with 404 if there is no such person, or the invitation is deleted. */
    Mono<Held> hold(Caller caller, String id) {
        return finding.find(caller, id, Action.CHANGE_INVITATIONS).flatMap(this::hold);
    }

    /** For the person themselves, which takes no right. */
    Mono<Held> holdOwn(InviteeId id) {
        return Mono.defer(() -> people.find(id, clock.instant()))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(this::hold);
    }

    private Mono<Held> hold(Invitee found) {
        return holding.hold(found.organization(), found.invitation()).flatMap(held -> {
            Instant now = clock.instant();
            Mono<Invitee> asItIs = people.find(found.id(), now).switchIfEmpty(Mono.error(Refusal::notFound));
            return asItIs.flatMap(
                    invitee -> people.use(invitee).map(use -> new Held(held.invitation(), invitee, use, now)));
        });
    }
}
