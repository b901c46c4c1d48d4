package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.ActiveAcceptance;
import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.LimitReached;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.admission.Standing;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Acceptances and members as the database keeps them. */
final class StoredState {

    private final Map<InvitationId, InvitationTerms> invitations;
    private final Map<Use, Invitee> invitees;
    final Set<AcceptanceId> decided;
    final Map<Use, ActiveAcceptance> acceptances;
    final Set<Person> members;
    final List<Waiting> waiting;

    StoredState(BatchState before) {
        this.invitations = before.invitations();
        this.invitees = before.invitees();
        this.decided = new HashSet<>(before.decided());
        this.acceptances = new HashMap<>(before.acceptances());
        this.members = new HashSet<>(before.members());
        this.waiting = new ArrayList<>(before.waiting());
    }

    void write(Decision decision) {
        switch (decision) {
            case Requested requested -> write(requested);
            case Promoted promoted -> {
                Request request = promoted.waiting().request();
                waitNoMore(request);
                acceptances.put(
                        request.use(),
                        new ActiveAcceptance(request.id(), promoted.outcome().granted()));
            }
            case Dismissed dismissed -> waitNoMore(dismissed.waiting().request());
            case Withdrawn withdrawn -> waitNoMore(withdrawn.acceptance().request());
            case MembershipEnded ended -> end(ended);
            case MemberChanged changed -> {}
            case TeamChanged changed -> {}
            case WithdrawalRefused refused -> {}
            case LimitReached limit -> {}
            case MemberCommandRefused refused -> {}
        }
    }

    private void write(Requested requested) {
        Request request = requested.request();
        decided.add(request.id());
        if (requested.outcome() instanceof Accepted accepted) {
            acceptances.put(request.use(), new ActiveAcceptance(request.id(), accepted.granted()));
        } else if (requested.outcome() instanceof Waitlisted) {
            acceptances.put(request.use(), new ActiveAcceptance(request.id(), null));
            waiting.add(new Waiting(request, requested.ordinal(), standing(request)));
        }
    }

    private Standing standing(Request request) {
        return invitees.getOrDefault(request.use(), Invitee.STRANGER).standing();
    }

    private void waitNoMore(Request request) {
        acceptances.remove(request.use());
        waiting.removeIf(one -> one.request().id().equals(request.id()));
    }

    private void end(MembershipEnded ended) {
        Person person = ended.member().person();
        members.remove(person);
        if (ended.cause() != Cause.WITHDRAWN) {
            acceptances
                    .entrySet()
                    .removeIf(entry -> entry.getValue().granted() != null && isOf(entry.getKey(), person));
        }
    }

    private boolean isOf(Use use, Person person) {
        InvitationTerms terms = invitations.get(use.invitation());
        return terms != null
                && terms.organization().equals(person.organization())
                && use.address().equals(person.address());
    }
}
