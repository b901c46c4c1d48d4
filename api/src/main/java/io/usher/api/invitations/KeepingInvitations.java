package io.usher.api.invitations;

import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.AddingInvitees.Inviting;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.Event;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationMode;
import io.usher.runtime.outbox.EventTooLargeException;
import io.usher.runtime.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes changes of invitations together with their invitees and events, inside of the caller's transaction. */
public final class KeepingInvitations {

    private final Invitations invitations;
    private final Invitees invitees;
    private final AddingInvitees adding;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Supplier<UUID> ids;

    public KeepingInvitations(
            Invitations invitations,
            Invitees invitees,
            AddingInvitees adding,
            Outbox outbox,
            AuditLog audit,
            Supplier<UUID> ids) {
        this.invitations = invitations;
        this.invitees = invitees;
        this.adding = adding;
        this.outbox = outbox;
        this.audit = audit;
        this.ids = ids;
    }

    /** Returns the invitation as it is shown from then on. */
    Mono<Invitation> add(Caller caller, Invitation made) {
        return addUnaudited(caller, made)
                .delayUntil(shown -> audit.record(caller, audited(made), "invitation.created", null, properties(made)));
    }

    /** Likewise as a part of something that has an entry in the audit log. */
    Mono<Invitation> addUnaudited(Caller caller, Invitation made) {
        return invitations
                .add(made)
                .then(Mono.defer(() -> append(made, InvitationEvents.created(made))))
                .then(Mono.defer(() -> invite(made, made.terms().addressees().first(), caller.id())))
                .then(Mono.defer(() -> find(made)));
    }

    private static Audited audited(Invitation invitation) {
        return Audited.invitation(
                invitation.organization(), invitation.id(), invitation.terms().name());
    }

    /** What callers say about it; neither its code nor its link. */
    private static InvitationRequest properties(Invitation invitation) {
        return InvitationRequest.from(InvitationDraft.from(invitation));
    }

    /** Returns the invitation as it is shown from then on. */
    public Mono<Invitation> change(Caller caller, Invitation before, Invitation after) {
        return changeUnaudited(caller, before, after)
                .delayUntil(shown -> audit.record(
                        caller, audited(after), action(before, after), properties(before), properties(after)));
    }

    /** Likewise as a part of something that has an entry in the audit log. */
    public Mono<Invitation> changeUnaudited(Caller caller, Invitation before, Invitation after) {
        Addressees now = after.terms().addressees();
        Addressees past = before.terms().addressees();
        return invitations
                .change(after)
                .then(Mono.defer(() -> append(after, InvitationEvents.changed(before, after))))
                .then(Mono.defer(() -> uninvite(after, past.notIn(now))))
                .then(Mono.defer(() -> invite(after, now.notIn(past), caller.id())))
                // Others may be among the first ones now.
                .then(Mono.defer(() -> find(after)));
    }

    /** The event's type, without prefix and version; of two events the first one's. */
    private static String action(Invitation before, Invitation after) {
        return switch (InvitationEvents.changed(before, after).getFirst()) {
            case InvitationEnabled enabled -> "invitation.enabled";
            case InvitationDisabled disabled -> "invitation.disabled";
            default -> "invitation.updated";
        };
    }

    private Mono<Void> invite(Invitation invitation, List<EmailAddress> people, String by) {
        return adding.addAddresses(
                invitation,
                people,
                new Inviting(by, invitation.updatedAt(), invitation.terms().sendEmails()));
    }

    /**
     * Cancels those who were invited by name alone; those who have been accepted stay that. Whoever may accept as anybody may
     * from now on is taken off: they are not to be refused for having been named once.
     */
    private Mono<Void> uninvite(Invitation invitation, List<EmailAddress> people) {
        Map<Boolean, List<String>> byStaying = people.stream()
                .collect(partitioningBy(
                        person -> invitation.terms().addressees().includeUnnamed(person),
                        mapping(EmailAddress::normal, toList())));
        return release(invitation, byStaying.getOrDefault(true, List.of()))
                .then(Mono.defer(() -> Flux.fromIterable(byStaying.getOrDefault(false, List.of()))
                        .buffer(AddingInvitees.AT_ONCE)
                        .concatMap(some -> invitees.cancel(invitation.id(), some, invitation.updatedAt())
                                .collectList()
                                .flatMap(gone -> append(invitation, InvitationEvents.cancelled(invitation, gone))))
                        .then()));
    }

    /**
     * Takes people off. Those who have been accepted or wait are not cancelled: they stay invitees if the invitation names
     * nobody any more, otherwise it just names them no more.
     */
    private Mono<Void> release(Invitation invitation, List<String> addresses) {
        return Flux.fromIterable(addresses)
                .buffer(AddingInvitees.AT_ONCE)
                .concatMap(some -> invitees.removeUnlessUsed(invitation.id(), some)
                        .collectList()
                        .flatMap(gone -> append(invitation, InvitationEvents.cancelled(invitation, gone)))
                        .thenMany(
                                invitation.terms().addressees().named()
                                        ? Flux.defer(() -> invitees.remove(invitation.id(), some))
                                        : Flux.empty()))
                .then();
    }

    /**
     * Invites people by name, as {@link AddingInvitees#add} does. An invitation for domains is for them too from then on;
     * one for the public stays that.
     *
     * @param held with its row locked
     */
    public Mono<List<AddedPerson>> invite(Invitation held, List<NamedPerson> named, Inviting inviting) {
        return adding.add(held, named, inviting)
                .flatMap(added -> show(
                                held,
                                added.stream().anyMatch(one -> one.outcome().invites()),
                                inviting.at())
                        .thenReturn(added));
    }

    /**
     * Lets an invitation show whom it names by now.
     *
     * @param more whether there are people among them who were not before
     */
    public Mono<Void> show(Invitation before, boolean more, Instant now) {
        return before.terms().addressees().mode() == InvitationMode.PUBLIC
                ? Mono.empty()
                : find(before)
                        .map(found -> {
                            Addressees people = found.terms().addressees();
                            Terms terms = found.terms().withAddressees(more ? people.withPeople() : people);
                            return found.changed(terms, found.grants(), now);
                        })
                        .filter(after -> !after.saysTheSameAs(before))
                        .flatMap(after -> invitations
                                .change(after)
                                .then(Mono.defer(() -> append(after, InvitationEvents.changed(before, after)))));
    }

    private Mono<Invitation> find(Invitation kept) {
        return invitations.find(new Reference("", kept.id().value()));
    }

    Mono<Void> delete(Caller caller, Invitation deleted) {
        return invitations
                .change(deleted)
                .then(Mono.defer(() -> append(deleted, InvitationEvents.deleted(deleted))))
                .then(audit.record(caller, audited(deleted), "invitation.deleted", properties(deleted), null));
    }

    /** Takes a person off, whom the invitation may not show. Nothing else of the invitation changes, so that a deleted one needs no event. */
    public Mono<Void> erase(Invitation before, String address, Instant now) {
        Invitation after = before.without(address, now);
        Mono<Void> published = before.isDeleted() || before.saysTheSameAs(after)
                ? Mono.empty()
                : invitations
                        .change(after)
                        .then(Mono.defer(() -> append(after, InvitationEvents.changed(before, after))));
        return published.then(Mono.defer(() -> remove(after, List.of(address))));
    }

    private Mono<Void> remove(Invitation invitation, List<String> addresses) {
        return Flux.fromIterable(addresses)
                .buffer(AddingInvitees.AT_ONCE)
                .concatMap(some -> invitees.remove(invitation.id(), some)
                        .collectList()
                        .flatMap(removed -> append(invitation, InvitationEvents.cancelled(invitation, removed))))
                .then();
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
