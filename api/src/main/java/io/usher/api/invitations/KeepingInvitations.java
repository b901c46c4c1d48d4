package io.usher.api.invitations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.Event;
import io.usher.runtime.outbox.EventTooLargeException;
import io.usher.runtime.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes changes of invitations together with their invitees and events, inside of the caller's transaction. */
public final class KeepingInvitations {

    /** People in one statement. */
    private static final int AT_ONCE = 1000;

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

    /** Returns the invitation as it is shown from then on. */
    Mono<Invitation> add(Invitation made) {
        return invitations
                .add(made)
                .then(Mono.defer(() -> append(made, InvitationEvents.created(made))))
                .then(Mono.defer(() -> invite(made, made.terms().addressees().first())))
                .then(Mono.defer(() -> find(made)));
    }

    /** Returns the invitation as it is shown from then on. */
    Mono<Invitation> change(Invitation before, Invitation after) {
        Addressees now = after.terms().addressees();
        Addressees past = before.terms().addressees();
        return invitations
                .change(after)
                .then(Mono.defer(() -> append(after, InvitationEvents.changed(before, after))))
                .then(Mono.defer(() -> remove(after, normal(past.notIn(now)))))
                .then(Mono.defer(() -> invite(after, now.notIn(past))))
                // Others may be among the first ones now.
                .then(Mono.defer(() -> find(after)));
    }

    private Mono<Invitation> find(Invitation kept) {
        return invitations.find(new Reference("", kept.id().value()));
    }

    Mono<Void> delete(Invitation deleted) {
        return invitations.change(deleted).then(Mono.defer(() -> append(deleted, InvitationEvents.deleted(deleted))));
    }

    /** Takes a person off, whom the invitation may not show. Nothing else of the invitation changes, so that a deleted one needs no event. */
    public Mono<Void> erase(Invitation before, String address, Instant now) {
        Invitation after = before.without(address, now);
        Mono<Void> told = before.isDeleted() || before.saysTheSameAs(after)
                ? Mono.empty()
                : invitations
                        .change(after)
                        .then(Mono.defer(() -> append(after, InvitationEvents.changed(before, after))));
        return told.then(Mono.defer(() -> remove(after, List.of(address))));
    }

    /** Nobody becomes an invitee of one invitation twice: there is no event about those who are on it already. */
    private Mono<Void> invite(Invitation invitation, List<EmailAddress> people) {
        return Flux.fromIterable(people)
                .buffer(AT_ONCE)
                .concatMap(some -> invitees.add(invitation.id(), some, invitation.updatedAt())
                        .collectList()
                        .flatMap(added -> append(invitation, InvitationEvents.invited(invitation, added))))
                .then();
    }

    private Mono<Void> remove(Invitation invitation, List<String> addresses) {
        return Flux.fromIterable(addresses)
                .buffer(AT_ONCE)
                .concatMap(some -> invitees.remove(invitation.id(), some)
                        .collectList()
                        .flatMap(removed -> append(invitation, InvitationEvents.cancelled(invitation, removed))))
                .then();
    }

    private static List<String> normal(List<EmailAddress> people) {
        return people.stream().map(EmailAddress::normal).toList();
    }

    private Mono<Void> append(Invitation invitation, List<Event> events) {
        return outbox.append(events, invitation.updatedAt(), ids)
                .onErrorMap(EventTooLargeException.class, KeepingInvitations::tooLarge);
    }

    /** Nothing else in an invitation can be as long as its patterns. */
    private static Refusal tooLarge(EventTooLargeException event) {
        return Refusal.againstRule(
                "invitation-too-large",
                "The invitation does not fit into an event.",
                List.of(new FieldError("emails", "are too long in total: " + event.getMessage())));
    }
}
