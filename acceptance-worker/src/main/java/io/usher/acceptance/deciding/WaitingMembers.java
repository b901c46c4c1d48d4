package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps track of who waits and is a member, and so needs no seat of the plan. */
final class WaitingMembers {

    private final Map<OrganizationId, Set<InvitationId>> waitingLists = new HashMap<>();
    private final Map<Use, Boolean> changes = new HashMap<>();

    WaitingMembers(BatchState before) {
        before.counts().forEach((invitation, uses) -> {
            InvitationTerms terms = before.invitations().get(invitation);
            if (terms != null && uses.waiting() > 0) {
                waitingLists(terms.organization()).add(invitation);
            }
        });
    }

    private Set<InvitationId> waitingLists(OrganizationId organization) {
        return waitingLists.computeIfAbsent(organization, any -> new HashSet<>());
    }

    /** Somebody waits from now on. */
    void waits(Request request, boolean member) {
        waitingLists(request.organization()).add(request.invitation());
        if (member) {
            changes.put(request.use(), true);
        }
    }

    /** The membership of somebody who may be waiting began or ended. */
    void changed(Person person, boolean member) {
        for (InvitationId invitation : waitingLists.getOrDefault(person.organization(), Set.of())) {
            changes.put(new Use(invitation, person.address()), member);
        }
    }

    /** Uses of people who may be waiting, and whether they are members now. */
    Map<Use, Boolean> changes() {
        return Map.copyOf(changes);
    }
}
