package io.usher.api.accounts.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.GroupedReads;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.ServingThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Sessions in use: to look one up takes the database once in some seconds. Safe for several threads. */
final class RecentSessions {

    private static final Duration FRESH = Duration.ofMillis(3500);
    private static final int MOST = 100_000;

    /** Whoever makes up cookies leaves most connections of the database to others. */
    private static final int READS_AT_ONCE = 2;

    private static final int MOST_IN_GROUP = 200;
    private static final int MOST_WAITING = 10_000;
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private final GroupedReads<KeyHash, SignedIn> reads;
    private final Cache<KeyHash, Mono<SignedIn>> sessions;

    /** @param load finds those that there are */
    RecentSessions(Function<List<KeyHash>, Mono<Map<KeyHash, SignedIn>>> load, Ticker time) {
        this.sessions = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(time)
                .expireAfterWrite(FRESH)
                .build();
        this.reads = new GroupedReads<>(
                READS_AT_ONCE,
                GroupedReads.PACE,
                MOST_IN_GROUP,
                MOST_WAITING,
                sessions -> load.apply(sessions).map(found -> session -> Optional.ofNullable(found.get(session))));
    }

    /** Whether somebody was found for it, or is being looked for. */
    boolean isKnown(KeyHash session) {
        return sessions.getIfPresent(session) != null;
    }

    /** To be called each time: who subscribes again to what it returns gets the same answer, however old. */
    Mono<SignedIn> find(KeyHash session) {
        return sessions.get(
                session,
                // Others wait for the same: one who leaves does not cancel it. That there is none is not kept, and no
                // failure is. It needs no end of its own, which would be a timer for each session: the cache forgets
                // it.
                absent -> ServingThread.back(
                                reads.ask(session, RecentSessions::tooMany).timeout(WAIT))
                        .switchIfEmpty(Mono.fromRunnable(() -> forget(session)))
                        .doOnError(failure -> forget(session))
                        .cache());
    }

    void forget(KeyHash session) {
        sessions.invalidate(session);
    }

    private static Mono<SignedIn> tooMany() {
        return Mono.error(Refusal.tooManyRequests("Too many such requests at the same time.", TRY_AGAIN_AFTER));
    }
}
