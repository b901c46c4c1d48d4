package io.usher.api.invitees;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.AddedPerson;
import io.usher.api.invitations.AddingInvitees.Inviting;
import io.usher.api.invitations.CheckingGrants;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.HoldingInvitations.Held;
import io.usher.api.invitations.KeepingInvitations;
import java.time.Clock;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Puts people on an invitation by name, inside of the caller's transaction. Takes {@code invitations:write} and each
 * permission of the roles that the invitation grants, also if it is public: whoever is named stays invited when it no
 * longer is.
 */
public final class InvitingByName {

    private final HoldingInvitations holding;
    private final CheckingGrants checking;
    private final KeepingInvitations keeping;
    private final ReportingInvitees reporting;
    private final Clock clock;

    InvitingByName(
            HoldingInvitations holding,
            CheckingGrants checking,
            KeepingInvitations keeping,
            ReportingInvitees reporting,
            Clock clock) {
        this.holding = holding;
        this.checking = checking;
        this.keeping = keeping;
        this.reporting = reporting;
        this.clock = clock;
    }

    /** Returns what became of each, in their order. */
    public Mono<List<AddedPerson>> invite(Caller caller, String invitation, NamedPeople named) {
        return holding.hold(caller, invitation, Action.CHANGE_INVITATIONS).flatMap(held -> invite(caller, held, named));
    }

    private Mono<List<AddedPerson>> invite(Caller caller, Held held, NamedPeople named) {
        boolean mailed = named.sendEmails() == null ? held.invitation().terms().sendEmails() : named.sendEmails();
        return checking.ofInvited(caller, held)
                .then(Mono.defer(() -> keeping.invite(
                        held.invitation(), named.people(), new Inviting(caller.id(), clock.instant(), mailed))))
                .flatMap(added -> reporting
                        .keepInvited(caller, held.invitation(), invited(added))
                        .thenReturn(added));
    }

    private static List<String> invited(List<AddedPerson> added) {
        return added.stream()
                .filter(one -> one.outcome().invites())
                .map(AddedPerson::email)
                .toList();
    }
}
