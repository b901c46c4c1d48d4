package io.usher.api.access.web;

import io.usher.api.problem.Problem;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolBuilder;

/** Lets some do their work at a time and some wait for their turn; all others are answered 429. */
public final class Turns {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private final InstrumentedPool<Object> turns;

    public Turns(int atOnce, int waiting) {
        this.turns = PoolBuilder.from(Mono.fromSupplier(Object::new))
                .sizeBetween(0, atOnce)
                .maxPendingAcquire(waiting)
                .buildPool();
    }

    /** The turn ends with the work, however it ends. */
    public <T> Mono<T> inTurn(Supplier<Mono<T>> work) {
        return turns.withPoolable(turn -> work.get())
                .singleOrEmpty()
                .onErrorMap(
                        PoolAcquirePendingLimitException.class,
                        full -> Problem.tooManyRequests("Too many such requests at the same time.", TRY_AGAIN_AFTER));
    }
}
