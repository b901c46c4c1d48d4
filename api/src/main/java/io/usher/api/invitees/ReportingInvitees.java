package io.usher.api.invitees;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.Invitation;
import io.usher.contract.event.Event;
import io.usher.runtime.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Reports what callers do to people on invitations, inside of the caller's transaction. */
final class ReportingInvitees {

    private final Outbox outbox;
    private final AuditLog audit;
    private final Supplier<UUID> ids;

    ReportingInvitees(Outbox outbox, AuditLog audit, Supplier<UUID> ids) {
        this.outbox = outbox;
        this.audit = audit;
        this.ids = ids;
    }

    Mono<Void> publish(List<Event> events, Instant at) {
        return outbox.append(events, at, ids);
    }

    /**
     * Keeps in the audit log what was done to one person.
     *
     * @param action the type of the event, without prefix and version
     */
    Mono<Void> keep(
            Caller caller, Invitee invitee, String action, Map<String, Object> before, Map<String, Object> after) {
        return audit.record(
                caller,
                Audited.invitee(invitee.organization(), invitee.id(), invitee.address()),
                action,
                before,
                after);
    }

    /** Keeps how far one person is now. */
    Mono<Void> keep(Caller caller, Invitee before, Progress after) {
        return keep(
                caller,
                before,
                "invitee." + after.wireName(),
                Map.of("progress", before.progress().wireName()),
                Map.of("progress", after.wireName()));
    }

    /**
     * Keeps that something was done to those who were pending: once for a request, with the first step that did it to
     * anybody.
     */
    Mono<Void> keepPending(Caller caller, Invitation invitation, String action, Step before, Step after) {
        return before.done() == 0 && after.done() > 0
                ? audit.record(
                        caller,
                        audited(invitation),
                        action,
                        null,
                        Map.of(
                                "invitees",
                                "all pending",
                                "number",
                                after.finished() ? after.done() : after.done() + " or more"))
                : Mono.empty();
    }

    /** Keeps who was invited. */
    Mono<Void> keepInvited(Caller caller, Invitation invitation, List<String> emails) {
        return emails.isEmpty()
                ? Mono.empty()
                : audit.record(caller, audited(invitation), "invitee.invited", null, Map.of("invitees", emails));
    }

    private static Audited audited(Invitation invitation) {
        return Audited.invitation(
                invitation.organization(), invitation.id(), invitation.terms().name());
    }
}
