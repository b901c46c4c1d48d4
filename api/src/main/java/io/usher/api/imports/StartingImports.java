package io.usher.api.imports;

import io.usher.api.accounts.sessions.CallersNow;
import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.imports.Import.Target;
import io.usher.api.imports.Imports.Importer;
import io.usher.api.imports.Imports.Options;
import io.usher.api.imports.ReceivingFiles.Stored;
import io.usher.api.invitations.CheckingGrants;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.HoldingInvitations.Held;
import io.usher.api.invitations.Invitation;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Starts imports of files that have been received. A file that is sent again belongs to the import that it started until
 * that is done: one that is being read is answered as it is, and one that failed or was stopped goes on where it ended. A dry
 * run is always a new one. An organization has at most {@value #MOST_UNFINISHED} imports that have not ended.
 */
final class StartingImports {

    /** How many imports of an organization may be read or wait at the same time. */
    static final int MOST_UNFINISHED = 20;

    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    private final HoldingInvitations holding;
    private final CheckingGrants checking;
    private final CallersNow callers;
    private final Imports imports;
    private final AuditLog audit;
    private final Clock clock;
    private final Supplier<UUID> ids;

    StartingImports(
            HoldingInvitations holding,
            CheckingGrants checking,
            CallersNow callers,
            Imports imports,
            AuditLog audit,
            Clock clock,
            Supplier<UUID> ids) {
        this.holding = holding;
        this.checking = checking;
        this.callers = callers;
        this.imports = imports;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Of the same file that is sent twice at once one starts the import. Ends the request with 403 if the caller may not
     * grant what the invitation grants. To be part of a transaction.
     */
    Mono<Import> start(Caller caller, InvitationId invitation, Options options, Stored stored) {
        return holding.hold(caller, invitation.toString(), Action.CHANGE_INVITATIONS)
                .delayUntil(held -> checking.ofInvited(caller, held))
                // The file may have been on its way for longer than the caller's rights lasted.
                .delayUntil(held ->
                        now(caller, held.organization().id()).flatMap(rights -> checking.ofInvited(rights, held)))
                .map(Held::invitation)
                .flatMap(held -> unfinished(held, options, stored)
                        .flatMap(same -> goOn(caller, held, same, stored).thenReturn(same.id()))
                        .switchIfEmpty(Mono.defer(
                                () -> add(caller, new Target(held.organization(), held.id()), options, stored)
                                        .delayUntil(id ->
                                                options.dryRun() ? Mono.empty() : started(caller, held, id, options)))))
                .flatMap(imports::find);
    }

    /** A dry run by no invitation: rows are judged by who is a member. To be part of a transaction. */
    Mono<Import> check(Caller caller, OrganizationId organization, Options options, Stored stored) {
        return add(caller, new Target(organization, null), options, stored).flatMap(imports::find);
    }

    private Mono<Rights> now(Caller caller, OrganizationId organization) {
        return callers.rights(caller.id(), organization, caller.in(organization));
    }

    /** What is done is done again: those who were invited by it are duplicates, unless they were cancelled since. */
    private Mono<Import> unfinished(Invitation held, Options options, Stored stored) {
        return options.dryRun()
                ? Mono.empty()
                : imports.findSame(held.id(), options, stored.received().hash())
                        .filter(same -> same.state() != ImportState.DONE);
    }

    private Mono<Void> goOn(Caller caller, Invitation held, Import same, Stored stored) {
        return switch (same.state()) {
            case READING, DONE -> Mono.empty();
            case FAILED, CANCELLED ->
                requireTurn(held.organization())
                        .then(Mono.defer(() ->
                                imports.resume(same.id(), stored.file(), Importer.of(caller, held.organization()))))
                        .then(audit.record(
                                caller,
                                audited(held, same.id()),
                                "import.resumed",
                                Map.of("state", same.state().wireName()),
                                Map.of("state", ImportState.READING.wireName())));
        };
    }

    private Mono<UUID> add(Caller caller, Target target, Options options, Stored stored) {
        UUID id = ids.get();
        Instant now = clock.instant();
        Importer by = Importer.of(caller, target.organization());
        return requireTurn(target.organization())
                .then(Mono.defer(() -> imports.add(id, target, options, stored.file(), stored.received(), by, now)))
                .thenReturn(id);
    }

    private Mono<Void> started(Caller caller, Invitation held, UUID id, Options options) {
        return audit.record(caller, audited(held, id), "import.started", null, options);
    }

    /** Ends the request with 429 if the organization has too many imports that have not ended. */
    private Mono<Void> requireTurn(OrganizationId organization) {
        return imports.countUnfinished(organization)
                .filter(unfinished -> unfinished >= MOST_UNFINISHED)
                .flatMap(unfinished -> Mono.error(Refusal.limited(
                        "too-many-imports",
                        "The organization has " + unfinished + " imports that have not ended.",
                        ASK_AGAIN_AFTER)));
    }

    /** The import goes by the name of its invitation. */
    private static Audited audited(Invitation invitation, UUID id) {
        return Audited.importOf(
                invitation.organization(), id, invitation.terms().name());
    }
}
