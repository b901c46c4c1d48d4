package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.asking.Answer.Decided;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.commands.AwaitedDecisions.Waiter;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Delays an answer until the decision arrives. Keeps nothing for callers who stop waiting. */
public final class WaitingForDecisions {

    /** New requests are decided sooner, unless the worker lags behind. */
    private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

    private final AwaitedDecisions decisions;
    private final Acceptances decided;

    public WaitingForDecisions(AwaitedDecisions decisions, Acceptances decided) {
        this.decisions = decisions;
        this.decided = decided;
    }

    /**
     * Registers before it asks, so that it cannot miss the decision. Does not wait if too many others do.
     *
     * @param keyed whether this may repeat a request that this program does not know and that was decided long ago
     */
    Mono<Answer> awaiting(Caller caller, AcceptanceId acceptance, Duration wait, Mono<Answer> asked, boolean keyed) {
        return Mono.using(
                () -> decisions.register(caller, acceptance.value()),
                waiter -> asked.flatMap(answer -> answer instanceof Queued queued && waiter.isPresent()
                        ? decision(waiter.get(), queued, wait, keyed)
                        : Mono.just(answer)),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    private Mono<Answer> decision(Waiter waiter, Queued queued, Duration wait, boolean keyed) {
        // The store has counted this outage.
        Mono<Acceptance> stored =
                decided.find(queued.acceptance().id()).onErrorResume(StoreFailure.class, unknown -> Mono.empty());
        Mono<Acceptance> coming = waiter.decision()
                .cast(AcceptanceOutcome.class)
                .map(Acceptance::of)
                .flatMap(decided::complete);
        Mono<Acceptance> storedOrComing = stored.switchIfEmpty(coming);
        Mono<Acceptance> decision =
                queued.repeated() ? storedOrComing : keyed ? coming.timeout(LOOK_AFTER, storedOrComing) : coming;
        // The decision may be stored although its event has not arrived.
        return decision.timeout(wait, stored)
                .<Answer>map(Decided::new)
                .switchIfEmpty(Mono.fromSupplier(queued::afterWaiting));
    }
}
