package io.usher.api.invitations;

import io.usher.contract.event.Event;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.id.InviteeId;
import java.util.ArrayList;
import java.util.List;

/** The events that report a change. All events of one change carry the same state. */
final class InvitationEvents {

    private InvitationEvents() {}

    static List<Event> created(Invitation invitation) {
        return List.of(new InvitationCreated(invitation.toState()));
    }

    static List<Event> changed(Invitation before, Invitation after) {
        InvitationState state = after.toState();
        List<Event> events = new ArrayList<>();
        InvitationStatus status = after.terms().status();
        boolean more = !before.terms().withStatus(status).equals(after.terms())
                || !before.grants().equals(after.grants());
        if (more) {
            events.add(new InvitationUpdated(state));
        }
        if (before.terms().status() != status) {
            events.add(
                    switch (status) {
                        case ENABLED -> new InvitationEnabled(state);
                        case DISABLED -> new InvitationDisabled(state);
                    });
        }
        return List.copyOf(events);
    }

    static List<Event> deleted(Invitation invitation) {
        return List.of(new InvitationDeleted(invitation.toState()));
    }

    static List<Event> cancelled(Invitation invitation, List<InviteeId> people) {
        return people.stream()
                .<Event>map(person -> new InviteeCancelled(person, invitation.id(), invitation.organization()))
                .toList();
    }
}
