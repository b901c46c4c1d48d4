package io.usher.api.invitations;

import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.CheckingGrants.Held;
import io.usher.api.organizations.Organizations;
import java.time.Clock;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Changes and deletes invitations. Takes {@code invitations:write}. Once a change is answered no acceptance is decided
 * any more by what was before: the invitation's row is locked, which waits for the decisions that are being made.
 */
public final class ChangingInvitations {

    private final Organizations organizations;
    private final FindingInvitations finding;
    private final Invitations invitations;
    private final CheckingGrants checking;
    private final KeepingInvitations keeping;
    private final Transactions transactions;
    private final Clock clock;

    public ChangingInvitations(
            Organizations organizations,
            FindingInvitations finding,
            Invitations invitations,
            CheckingGrants checking,
            KeepingInvitations keeping,
            Transactions transactions,
            Clock clock) {
        this.organizations = organizations;
        this.finding = finding;
        this.invitations = invitations;
        this.checking = checking;
        this.keeping = keeping;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Changes what differs; if nothing does, nothing happens and the version stays.
     *
     * @param expected which versions the caller means; any other ends the request with 412
     */
    public Mono<Invitation> change(
            Caller caller, String invitation, LongPredicate expected, UnaryOperator<InvitationDraft> change) {
        return transactions.inOne(lock(caller, invitation, expected).flatMap(held -> {
            InvitationDraft before = InvitationDraft.from(held.invitation());
            InvitationDraft after = change.apply(before);
            return after.equals(before) ? Mono.just(held.invitation()) : change(caller, held, before, after);
        }));
    }

    private Mono<Invitation> change(Caller caller, Held held, InvitationDraft before, InvitationDraft after) {
        Invitation current = held.invitation();
        InvitationDraft.Checked checked = after.check(current.terms().addressees());
        return checking.ofChanged(caller, held, before, checked)
                .map(granted -> current.changed(checked.terms(), granted, clock.instant()))
                .flatMap(changed ->
                        changed.saysTheSameAs(current) ? Mono.just(current) : keeping.change(current, changed));
    }

    /** Soft: its link says so from now on. */
    public Mono<Void> delete(Caller caller, String invitation, LongPredicate expected) {
        return transactions.inOne(lock(caller, invitation, expected)
                .flatMap(held -> keeping.delete(held.invitation().deleted(clock.instant()))));
    }

    private Mono<Held> lock(Caller caller, String reference, LongPredicate expected) {
        return finding.present(caller, reference, Action.CHANGE_INVITATIONS)
                .flatMap(found -> organizations
                        .lock(found.organization(), false)
                        .flatMap(organization ->
                                invitations.lock(found.id()).map(locked -> new Held(organization, locked))))
                .doOnNext(held -> {
                    FindingInvitations.requirePresent(held.invitation());
                    long version = held.invitation().version();
                    if (!expected.test(version)) {
                        throw Refusal.changedMeanwhile("The invitation is at version " + version + ".");
                    }
                });
    }
}
