package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;

/**
 * Lets some do their work at a time and some wait for their turn; all others are answered 429. So is who waits too long
 * while others are served: one of too many. If nobody is served meanwhile, what they all wait for does not answer, which
 * is 503. Safe for several threads.
 */
public final class Turns {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private final InstrumentedPool<Object> turns;
    private final Duration within;
    private final AtomicLong served = new AtomicLong();

    /** @param within how long one may wait */
    public Turns(int atOnce, int waiting, Duration within) {
        this.turns = PoolBuilder.from(Mono.fromSupplier(Object::new))
                .sizeBetween(0, atOnce)
                .maxPendingAcquire(waiting)
                .buildPool();
        this.within = within;
    }

    /** The turn ends with the work, however it ends. */
    public <T> Mono<T> inTurn(Supplier<Mono<T>> work) {
        return Mono.defer(() -> {
            long before = served.get();
            return Mono.usingWhen(
                            turns.acquire(within),
                            turn -> work.get().doOnSuccess(done -> served.incrementAndGet()),
                            turn -> turn.release())
                    .onErrorMap(PoolAcquirePendingLimitException.class, full -> tooMany())
                    .onErrorMap(
                            PoolAcquireTimeoutException.class,
                            late -> served.get() == before ? Refusal.unavailable(TRY_AGAIN_AFTER) : tooMany());
        });
    }

    private static Refusal tooMany() {
        return Refusal.tooManyRequests("Too many such requests at the same time.", TRY_AGAIN_AFTER);
    }
}
