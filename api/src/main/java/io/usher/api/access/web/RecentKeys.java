package io.usher.api.access.web;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.usher.api.access.ApiKey;
import io.usher.api.access.ApiKeys;
import io.usher.api.access.KeyHash;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The keys in use, so that checking one takes no database access. What it answers was true at most five seconds ago:
 * a revoked key is refused after that on every instance, and while the database cannot be reached nobody is let in on
 * older knowledge.
 */
@Component
final class RecentKeys {

    private static final int MOST = 100_000;

    /** An entry's age counts from the end of its load, so the time of the load belongs to the five seconds. */
    private static final Duration LOAD_WITHIN = Duration.ofMillis(1500);

    private static final Duration KEPT = Duration.ofMillis(3500);
    private static final Duration REFRESHED_AFTER = Duration.ofMillis(1500);

    /** A key that was just made elsewhere may have been tried too early. */
    private static final Duration MISS_KEPT = Duration.ofSeconds(1);

    private final AsyncLoadingCache<KeyHash, Optional<ApiKey>> keys;

    RecentKeys(ApiKeys stored) {
        this.keys = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfter(
                        Expiry.<KeyHash, Optional<ApiKey>>writing((hash, key) -> key.isPresent() ? KEPT : MISS_KEPT))
                .refreshAfterWrite(REFRESHED_AFTER)
                .buildAsync((hash, executor) -> stored.find(hash)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .timeout(LOAD_WITHIN)
                        .toFuture());
    }

    /** Empty where no such key is valid. */
    Mono<ApiKey> find(KeyHash hash) {
        // Others wait for the same load: one who leaves must not cancel it.
        return Mono.fromFuture(() -> keys.get(hash), true).flatMap(Mono::justOrEmpty);
    }
}
