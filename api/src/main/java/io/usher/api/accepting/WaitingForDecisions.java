package io.usher.api.accepting;

import io.usher.api.accepting.Answer.Decided;
import io.usher.api.accepting.Answer.Queued;
import io.usher.api.accepting.AwaitedDecisions.Waiter;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Holds an answer for the decision. Who stops waiting leaves nothing behind. */
public final class WaitingForDecisions {

    private final AwaitedDecisions decisions;
    private final Acceptances decided;

    public WaitingForDecisions(AwaitedDecisions decisions, Acceptances decided) {
        this.decisions = decisions;
        this.decided = decided;
    }

    /** Registers before it asks: a decision cannot come too early. Where too many wait already, nobody more does. */
    Mono<Answer> awaiting(AcceptanceId acceptance, Duration wait, Mono<Answer> asked) {
        return Mono.using(
                () -> decisions.register(acceptance),
                waiter -> asked.flatMap(answer -> answer instanceof Queued queued && waiter.isPresent()
                        ? decision(waiter.get(), queued, wait)
                        : Mono.just(answer)),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    private Mono<Answer> decision(Waiter waiter, Queued queued, Duration wait) {
        Mono<Acceptance> stored =
                decided.find(queued.acceptance().id()).onErrorResume(StoreFailure.class, unknown -> Mono.empty());
        Mono<Acceptance> decision = queued.repeated() ? stored.switchIfEmpty(waiter.decision()) : waiter.decision();
        // A last look: the decision may be there although its event has not come through.
        return decision.timeout(wait, stored)
                .<Answer>map(Decided::new)
                .switchIfEmpty(Mono.fromSupplier(queued::afterWaiting));
    }
}
