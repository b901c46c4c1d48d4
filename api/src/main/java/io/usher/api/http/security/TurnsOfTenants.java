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

    public <T> Mono<T> inTurn(String tenant, Supplier<Mono<T>> work) {
        return turns.get(tenant).inTurn(work);
    }
}
