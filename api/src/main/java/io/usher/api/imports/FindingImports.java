package io.usher.api.imports;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.imports.Import.Target;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.api.invitations.FindingInvitations;
import io.usher.contract.id.InvitationId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows imports to those who may see their invitation, and stops them for those who may change it. */
public final class FindingImports {

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

    private final FindingInvitations invitations;
    private final Imports imports;
    private final ImportRows rows;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    FindingImports(
            FindingInvitations invitations,
            Imports imports,
            ImportRows rows,
            Transactions transactions,
            AuditLog audit,
            Clock clock) {
        this.invitations = invitations;
        this.imports = imports;
        this.rows = rows;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Ends the request with 404 if there is no such import, or its invitation is not the caller's to see. */
    public Mono<Import> find(Caller caller, UUID id) {
        return find(caller, id, Action.READ_INVITATIONS);
    }

    private Mono<Import> find(Caller caller, UUID id, Action action) {
        return imports.find(id)
                .filter(found -> caller.sees(found.target().organization()))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .delayUntil(found -> require(caller, found.target(), action));
    }

    private Mono<Void> require(Caller caller, Target target, Action action) {
        InvitationId invitation = target.invitation();
        return invitation == null
                ? Mono.fromRunnable(() -> caller.in(target.organization())
                        .require(action, Action.READ_INVITATIONS, InvitingRows.BY_NO_INVITATION))
                : invitations.require(caller, target.organization(), invitation, action);
    }

    /** Those of an invitation, the newest first. */
    Mono<Page<Import>> list(InvitationId invitation, PageRequest page) {
        return imports.list(invitation, page).collectList().map(fetched -> page.page(fetched, Order.BY_ID, Import::id));
    }

    /**
     * Rows that have their outcome.
     *
     * @param outcome null = any
     * @param q part of a name or the address; null = any
     */
    public Mono<Page<ImportedRow>> rows(
            Caller caller, UUID id, @Nullable Outcome outcome, @Nullable String q, PageRequest page) {
        return find(caller, id)
                .flatMap(found ->
                        Search.page(page, Order.BY_NUMBER, row -> (long) row.row(), rows.search(id, outcome, q, page)));
    }

    /** As it is now and after each change, at most one a second, until it has ended. */
    Flux<Import> follow(Caller caller, UUID id) {
        Flux<Import> later = Flux.interval(LOOKS_EVERY).onBackpressureDrop().concatMap(tick -> imports.find(id), 1);
        return find(caller, id).concatWith(later).distinctUntilChanged().takeUntil(Import::isFinished);
    }

    /** The rows that are read stay. Ends the request with 409 if it has ended otherwise. */
    public Mono<Void> stop(Caller caller, UUID id) {
        return transactions
                .inOne(find(caller, id, Action.CHANGE_INVITATIONS).flatMap(found -> stop(caller, found)))
                .filter(stopped -> !stopped)
                .flatMap(ended -> imports.find(id))
                .filter(found -> found.state() != ImportState.CANCELLED)
                .flatMap(found -> Mono.error(Refusal.conflict(
                        "import-ended",
                        "The import has ended: it is " + found.state().wireName() + ".")));
    }

    private Mono<Boolean> stop(Caller caller, Import found) {
        return imports.end(found.id(), ImportState.CANCELLED, null, clock.instant())
                .flatMap(stopped -> stopped
                        ? audit.record(
                                        caller,
                                        Audited.importOf(found.target().organization(), found.id(), null),
                                        "import.cancelled",
                                        Map.of("state", ImportState.READING.wireName()),
                                        Map.of("state", ImportState.CANCELLED.wireName()))
                                .thenReturn(true)
                        : Mono.just(false));
    }
}
