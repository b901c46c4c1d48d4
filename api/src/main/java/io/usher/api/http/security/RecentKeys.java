package io.usher.api.http.security;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The keys in use, so that checking one takes no database access. While the database answers, every answer was true at
 * most five seconds ago: a revoked key is refused after that on every instance. While it does not answer within
 * {@value #LOAD_WITHIN_MILLIS} ms, a key that was valid when it last answered stays valid for as long as is configured;
 * a key that is not known here cannot be checked, which fails. So does, for that moment, the check of a known key while
 * the database answers others but not this one in time.
 */
final class RecentKeys {

    private static final Logger LOG = LoggerFactory.getLogger(RecentKeys.class);

    private static final int MOST = 100_000;

    private static final int LOAD_WITHIN_MILLIS = 1500;
    private static final Duration LOAD_WITHIN = Duration.ofMillis(LOAD_WITHIN_MILLIS);

    /** Counted from the begin of the load; somebody may have joined a load that took as long as it may. */
    private static final Duration FRESH = Duration.ofMillis(3500);

    private static final Duration REFRESHED_AFTER = Duration.ofMillis(1500);

    /** A key that was just made elsewhere may have been tried too early. */
    private static final Duration MISS_KEPT = Duration.ofSeconds(1);

    private final Function<KeyHash, Mono<ApiKey>> stored;
    private final Duration withoutDatabase;
    private final Counter unconfirmed;
    private final Ticker time;
    private final AsyncLoadingCache<KeyHash, Checked> keys;
    private volatile long answeredAt;

    /**
     * @param withoutDatabase how long a key stays valid after the database confirmed it for the last time
     * @param unconfirmed counts the look-ups after which a key stayed valid that way
     */
    RecentKeys(Function<KeyHash, Mono<ApiKey>> stored, Duration withoutDatabase, Counter unconfirmed, Ticker time) {
        this.stored = stored;
        this.withoutDatabase = withoutDatabase;
        this.unconfirmed = unconfirmed;
        this.time = time;
        this.answeredAt = time.read();
        this.keys = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(time)
                .expireAfter(Expiry.<KeyHash, Checked>writing(
                        (hash, checked) -> checked.key().isPresent() ? withoutDatabase.plus(FRESH) : MISS_KEPT))
                .refreshAfterWrite(REFRESHED_AFTER)
                .buildAsync(new Loader());
    }

    /** Empty if there is no such valid key. */
    Mono<ApiKey> find(KeyHash hash) {
        CompletableFuture<Checked> known = keys.get(hash);
        if (known.state() == Future.State.SUCCESS
                && isWithin(FRESH, known.resultNow().at())) {
            return Mono.justOrEmpty(known.resultNow().key());
        }
        // Others wait for the same load: one who leaves must not cancel it.
        return Mono.fromFuture(known, true)
                .flatMap(checked -> isWithin(FRESH, checked.at())
                        ? Mono.just(checked)
                        : Mono.fromFuture(() -> keys.synchronous().refresh(hash), true))
                .flatMap(checked -> Mono.justOrEmpty(checked.key()));
    }

    /** Whether {@link #find} answers without waiting for a look-up of a token that is new here. */
    boolean isKnown(KeyHash hash) {
        return keys.getIfPresent(hash) != null;
    }

    private boolean isWithin(Duration age, long at) {
        return time.read() - at <= age.toNanos();
    }

    private CompletableFuture<Checked> load(KeyHash hash, @Nullable Checked before) {
        return Mono.defer(() -> {
                    long begin = time.read();
                    return stored.apply(hash)
                            .map(Optional::of)
                            .defaultIfEmpty(Optional.empty())
                            .timeout(LOAD_WITHIN)
                            .doOnNext(key -> answeredAt = time.read())
                            .map(key -> new Checked(key, begin, begin))
                            .onErrorResume(
                                    failure -> Outage.isBehind(failure) && !hasAnsweredSince(begin),
                                    outage -> withoutDatabase(before, outage));
                })
                .toFuture()
                .thenApply(Objects::requireNonNull);
    }

    /** A look-up that waits too long while others are answered waits for them, not for a database that is away. */
    private boolean hasAnsweredSince(long begin) {
        return answeredAt - begin > 0;
    }

    private Mono<Checked> withoutDatabase(@Nullable Checked before, Throwable outage) {
        if (before == null || before.key().isEmpty() || !isWithin(withoutDatabase, before.confirmedAt())) {
            return Mono.error(outage);
        }
        unconfirmed.increment();
        LOG.debug("A key stays valid although the database cannot confirm it.", outage);
        return Mono.just(new Checked(before.key(), time.read(), before.confirmedAt()));
    }

    /**
     * What is known of a token.
     *
     * @param key empty if it is no valid key
     * @param at when the database was asked
     * @param confirmedAt when the database was asked the last time that it answered
     */
    private record Checked(Optional<ApiKey> key, long at, long confirmedAt) {}

    private final class Loader implements AsyncCacheLoader<KeyHash, Checked> {

        @Override
        public CompletableFuture<Checked> asyncLoad(KeyHash hash, Executor executor) {
            return load(hash, null);
        }

        @Override
        public CompletableFuture<Checked> asyncReload(KeyHash hash, Checked before, Executor executor) {
            return load(hash, before);
        }
    }
}
