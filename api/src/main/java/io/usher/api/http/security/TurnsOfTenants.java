package io.usher.api.http.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@link Turns} for each tenant: however much one asks for, it leaves room for the others. */
public final class TurnsOfTenants {

    private static final int MOST_TENANTS = 10_000;

    private final LoadingCache<String, Turns> turns;

    public TurnsOfTenants(int atOnce, int waiting, Duration within) {
        this.turns =
                Caffeine.newBuilder().maximumSize(MOST_TENANTS).build(tenant -> new Turns(atOnce, waiting, within));
    }

    /** In a turn of each organization that the caller acts in, and else in one of their own. */
    public <T> Mono<T> inTurn(Caller caller, Supplier<Mono<T>> work) {
        Supplier<Mono<T>> inTurn = work;
        // All take them in one order, so that nobody waits for somebody who waits for them.
        for (String tenant : caller.tenants()) {
            Supplier<Mono<T>> within = inTurn;
            inTurn = () -> inTurn(tenant, within);
        }
        return inTurn.get();
    }

    public <T> Mono<T> inTurn(String tenant, Supplier<Mono<T>> work) {
        return turns.get(tenant).inTurn(work);
    }
}
