package io.usher.api.invitations;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Problem;
import io.usher.api.invitations.Invitees.Invitee;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.Event;
import io.usher.runtime.outbox.EventTooLargeException;
import io.usher.runtime.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Writes changes of invitations together with their invitees and events, inside of the caller's transaction. */
public final class KeepingInvitations {

    private final Invitations invitations;
    private final Invitees invitees;
    private final Outbox outbox;
    private final Supplier<UUID> ids;

    public KeepingInvitations(Invitations invitations, Invitees invitees, Outbox outbox, Supplier<UUID> ids) {
        this.invitations = invitations;
        this.invitees = invitees;
        this.outbox = outbox;
        this.ids = ids;
    }

    Mono<Invitation> add(Invitation made) {
        return invitations
                .add(made)
                .then(Mono.defer(() -> tell(made, InvitationEvents.created(made))))
                .thenReturn(made);
    }

    Mono<Invitation> change(Invitation before, Invitation after) {
        return invitations
                .change(after)
                .then(Mono.defer(() -> tell(after, InvitationEvents.changed(before, after))))
                .thenReturn(after);
    }

    Mono<Void> delete(Invitation deleted) {
        return invitations.change(deleted).then(Mono.defer(() -> append(deleted, InvitationEvents.deleted(deleted))));
    }

    /** Whoever reads the topic from its start does not find a person any more who was named before. */
    public Mono<Void> erase(Invitation before, Invitation after) {
        return before.saysTheSameAs(after)
                ? Mono.empty()
                : invitations
                        .change(after)
                        .then(Mono.defer(() -> append(
                                after,
                                after.isDeleted()
                                        ? InvitationEvents.deleted(after)
                                        : InvitationEvents.changed(before, after))));
    }

    /** Nobody becomes an invitee of one invitation twice: those who are named already are not told of again. */
    private Mono<Void> tell(Invitation invitation, List<Event> change) {
        List<EmailAddress> named = invitation.terms().addressees().addresses();
        Mono<List<Invitee>> added = named.isEmpty()
                ? Mono.just(List.of())
                : invitees.add(invitation.id(), named, invitation.updatedAt()).collectList();
        return added.flatMap(people -> append(
                invitation,
                Stream.concat(change.stream(), InvitationEvents.invited(invitation, people).stream())
                        .toList()));
    }

    private Mono<Void> append(Invitation invitation, List<Event> events) {
        return outbox.append(events, invitation.updatedAt(), ids)
                .onErrorMap(EventTooLargeException.class, KeepingInvitations::tooLarge);
    }

    /** Nothing else in an invitation can be as long as its addresses. */
    private static Problem tooLarge(EventTooLargeException event) {
        return Problem.unprocessable(
                "invitation-too-large",
                "The invitation does not fit into an event.",
                List.of(new FieldError("emails", "are too long in total: " + event.getMessage())));
    }
}
