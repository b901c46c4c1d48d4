package io.usher.api.accounts.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Turns;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Sessions in use: to look one up takes the database once in some seconds. Safe for several threads. */
final class RecentSessions {

    private static final Duration FRESH = Duration.ofMillis(3500);
    private static final int MOST = 100_000;

    /** Whoever makes up cookies leaves most connections of the database to others. */
    private static final int LOADED_AT_ONCE = 4;

    private static final int LOADS_WAITING = 1000;
    private static final Duration LOADS_WAIT = Duration.ofSeconds(2);

    private final Function<KeyHash, Mono<SignedIn>> load;
    private final Turns turns = new Turns(LOADED_AT_ONCE, LOADS_WAITING, LOADS_WAIT);
    private final Cache<KeyHash, Mono<SignedIn>> sessions =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).build();

    RecentSessions(Function<KeyHash, Mono<SignedIn>> load) {
        this.load = load;
    }

    /** Whether somebody was found for it, or is being looked for. */
    boolean isKnown(KeyHash session) {
        return sessions.getIfPresent(session) != null;
    }

    Mono<SignedIn> find(KeyHash session) {
        return sessions.get(
                session,
                // Others wait for the same: one who leaves does not cancel it. That there is none is not kept, and no
                // failure is.
                absent -> turns.inTurn(() -> load.apply(session))
                        .switchIfEmpty(Mono.fromRunnable(() -> forget(session)))
                        .cache(found -> FRESH, failure -> Duration.ZERO, () -> Duration.ZERO));
    }

    void forget(KeyHash session) {
        sessions.invalidate(session);
    }
}
