package io.usher.api.accepting;

import io.usher.api.accepting.Acceptances.Placed;
import io.usher.api.accepting.AwaitedDecisions.Waiter;
import io.usher.api.access.Caller;
import io.usher.api.access.Scope;
import io.usher.api.problem.Problem;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells what became of requests, pending ones included. Takes the scope {@code acceptances:write} or
 * {@code invitations:read}; the list of an invitation takes {@code invitations:read}. What the caller may not see does
 * not exist for it.
 */
public final class FollowingAcceptances {

    private static final int FURTHER_LOOKS = 3;
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    private final KnownInvitations invitations;
    private final PendingRequests pending;
    private final Acceptances decided;
    private final AwaitedDecisions decisions;
    private final Duration betweenLooks;

    /** @param betweenLooks a request that another instance has just acknowledged takes about that long to be known here */
    public FollowingAcceptances(
            KnownInvitations invitations,
            PendingRequests pending,
            Acceptances decided,
            AwaitedDecisions decisions,
            Duration betweenLooks) {
        this.invitations = invitations;
        this.pending = pending;
        this.decided = decided;
        this.decisions = decisions;
        this.betweenLooks = betweenLooks;
    }

    /** Empty where there is none; fails where that cannot be told now. */
    public Mono<Acceptance> find(Caller caller, AcceptanceId id) {
        caller.require(Scope.ACCEPTANCES_WRITE, Scope.INVITATIONS_READ);
        return look(id).repeatWhenEmpty(misses -> misses.take(FURTHER_LOOKS).delayElements(betweenLooks))
                .switchIfEmpty(Mono.defer(() -> pending.complete() ? Mono.empty() : Mono.error(tryAgain())))
                .filter(acceptance -> caller.mayActIn(acceptance.organization()));
    }

    /** The decision wins. Pending first: what leaves there is decided by then. */
    private Mono<Acceptance> look(AcceptanceId id) {
        return Mono.defer(() -> {
            Optional<Acceptance> waiting = pending.find(id);
            return decided.find(id).switchIfEmpty(Mono.justOrEmpty(waiting));
        });
    }

    /**
     * The acceptance as it is and, where that is pending, its decision once it comes; then completes. Empty and failing
     * as {@link #find}; fails too where as many follow as this program lets.
     */
    public Flux<Acceptance> follow(Caller caller, AcceptanceId id) {
        return Flux.using(
                () -> decisions.register(id),
                waiter -> waiter.map(registered -> untilDecided(find(caller, id), registered))
                        .orElseGet(() -> Flux.error(tryAgain())),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    private static Flux<Acceptance> untilDecided(Mono<Acceptance> found, Waiter waiter) {
        return found.flatMapMany(now ->
                now.outcome() == Outcome.PENDING ? Flux.concat(Mono.just(now), waiter.decision()) : Flux.just(now));
    }

    /** In queue order, after the place {@code after}. Empty where there is no such invitation for the caller. */
    public Mono<List<Placed>> list(Caller caller, String invitation, AcceptanceFilter filter, long after, int limit) {
        caller.require(Scope.INVITATIONS_READ);
        return invitations
                .find(invitation)
                .filter(known -> caller.mayActIn(known.organization()))
                .flatMap(known -> filter.outcome() == Outcome.PENDING
                        ? waiting(known, filter, limit)
                        : decided.of(known.id(), filter, after, limit).collectList());
    }

    /** Their places are given with the decisions. Without the store as it was when it last answered. */
    private Mono<List<Placed>> waiting(KnownInvitation known, AcceptanceFilter filter, int limit) {
        return pending.dropDecided()
                .onErrorResume(StoreFailure.class, later -> Mono.empty())
                .then(Mono.fromSupplier(() -> pending.of(known.id())
                        .filter(filter::matches)
                        .limit(limit)
                        .map(acceptance -> new Placed(Long.MAX_VALUE, acceptance))
                        .toList()));
    }

    private static Problem tryAgain() {
        return Problem.unavailable(TRY_AGAIN_AFTER);
    }
}
