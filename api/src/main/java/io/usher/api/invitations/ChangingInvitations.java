package io.usher.api.invitations;

import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.HoldingInvitations.Held;
import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Changes and deletes invitations. Takes {@code invitations:write}. Once a change is answered no acceptance is decided
 * any more by what was before: the invitation's row is locked, which waits for the decisions that are being made.
 */
public final class ChangingInvitations {

    private final HoldingInvitations holding;
    private final CheckingGrants checking;
    private final KeepingInvitations keeping;
    private final Transactions transactions;
    private final Clock clock;

    ChangingInvitations(
            HoldingInvitations holding,
            CheckingGrants checking,
            KeepingInvitations keeping,
            Transactions transactions,
            Clock clock) {
        this.holding = holding;
        this.checking = checking;
        this.keeping = keeping;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Changes what differs; if nothing does, nothing happens and the version stays.
     *
     * @param expected which state of it the caller means; any other ends the request with 412
     */
    public Mono<Invitation> change(
            Caller caller, String invitation, EntityTags.Expected expected, UnaryOperator<InvitationDraft> change) {
        return transactions.inOne(lock(caller, invitation, expected).flatMap(held -> {
            InvitationDraft before = InvitationDraft.from(held.invitation());
            InvitationDraft after = change.apply(before);
            return after.equals(before) ? Mono.just(held.invitation()) : change(caller, held, before, after);
        }));
    }

    private Mono<Invitation> change(Caller caller, Held held, InvitationDraft before, InvitationDraft after) {
        Invitation current = held.invitation();
        InvitationDraft.Checked checked = after.check(current.terms().addressees());
        checked.terms().requireToCome(current.terms(), clock.instant());
        return checking.ofChanged(caller, held, before, checked)
                .map(granted -> current.changed(checked.terms(), granted, clock.instant()))
                .flatMap(changed ->
                        changed.saysTheSameAs(current) ? Mono.just(current) : keeping.change(caller, current, changed));
    }

    /** Soft: its link says so from now on. */
    public Mono<Void> delete(Caller caller, String invitation, EntityTags.Expected expected) {
        return transactions.inOne(lock(caller, invitation, expected)
                .flatMap(held -> keeping.delete(caller, held.invitation().deleted(clock.instant()))));
    }

    private Mono<Held> lock(Caller caller, String reference, EntityTags.Expected expected) {
        return holding.hold(caller, reference, Action.CHANGE_INVITATIONS).doOnNext(held -> {
            Instant now = clock.instant();
            if (!expected.includes(held.invitation(), now)) {
                throw Refusal.changedMeanwhile("The invitation is at version "
                        + held.invitation().version() + ": " + EntityTags.of(held.invitation(), now) + ".");
            }
        });
    }
}
