package io.usher.api.invitees;

import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InviteeEvent.InviteeDeclined;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import java.time.Clock;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Declines invitations of people, inside of the caller's transaction. Who has declined may accept later all the same. To
 * decline again does no harm. Ends the request with 409 for who has accepted, waits or is cancelled.
 */
public final class DecliningInvitations {

    private final HoldingInvitees holding;
    private final InvitedPeople people;
    private final ReportingInvitees reporting;
    private final Clock clock;

    DecliningInvitations(HoldingInvitees holding, InvitedPeople people, ReportingInvitees reporting, Clock clock) {
        this.holding = holding;
        this.people = people;
        this.reporting = reporting;
        this.clock = clock;
    }

    /** For somebody who said so elsewhere. Takes {@code invitations:write}. */
    Mono<Invitee> decline(Caller caller, String id) {
        return holding.hold(caller, id).flatMap(held -> decline(caller, held));
    }

    /**
     * For the person themselves, which takes no right.
     *
     * @param person who has shown that they are the invitee, or that they have the link that was meant for them
     */
    public Mono<Void> declineOwn(Caller person, InviteeId id) {
        return holding.holdOwn(id).flatMap(held -> decline(person, held)).then();
    }

    private Mono<Invitee> decline(Caller caller, HoldingInvitees.Held held) {
        Invitee invitee = held.invitee();
        if (invitee.progress() == Progress.CANCELLED) {
            throw InviteeState.cancelled();
        }
        held.requireNoUse();
        return invitee.progress() == Progress.DECLINED
                ? Mono.just(invitee)
                : people.decline(invitee.id(), held.now())
                        .then(reporting.publish(
                                List.of(new InviteeDeclined(
                                        invitee.id(), invitee.invitation(), invitee.organization())),
                                held.now()))
                        .then(reporting.keep(caller, invitee, Progress.DECLINED))
                        .then(Mono.defer(() -> people.find(invitee.id(), held.now())));
    }

    /**
     * Somebody who is named on an invitation.
     *
     * @param declinable whether there is something left to decline
     */
    public record Invited(InviteeId id, boolean declinable, boolean declined) {

        static Invited from(Invitee invitee) {
            return new Invited(
                    invitee.id(),
                    switch (invitee.progress()) {
                        case INVITED, OPENED, REQUESTED, REJECTED, EXPIRED -> true;
                        case ACCEPTED, WAITLISTED, DECLINED, CANCELLED -> false;
                    },
                    invitee.progress() == Progress.DECLINED);
        }
    }

    /** Who has that address; empty if nobody is named with it. */
    public Mono<Invited> find(InvitationId invitation, EmailAddress email) {
        return people.named(invitation, email.normal()).flatMap(this::find);
    }

    /** Empty if there is no such invitee. */
    public Mono<Invited> find(InviteeId id) {
        return Mono.defer(() -> people.find(id, clock.instant())).map(Invited::from);
    }
}
