package io.usher.api.acceptances.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.usher.api.acceptances.asking.EarlierRequests;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps requests under an idempotency key for 24 hours from when they were made, up to a number: beyond that the least
 * used are forgotten, and a repeat of such a one is queued again under the same id.
 */
public final class RememberedRequests implements EarlierRequests {

    public static final Duration KEPT = Duration.ofHours(24);

    private final Cache<Digest, Earlier> requests;
    private final Clock clock;

    public RememberedRequests(int most, Clock clock) {
        this.clock = clock;
        this.requests = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfter(Expiry.<Digest, Earlier>creating((key, earlier) -> left(earlier.requestedAt())))
                .build();
    }

    @Override
    public Optional<Earlier> madeUnder(Digest key) {
        return Optional.ofNullable(requests.getIfPresent(key));
    }

    /** The first one stays: under one key there is one request. */
    @Override
    public void remember(KeyUse use, Instant requestedAt) {
        if (left(requestedAt).isPositive()) {
            var unused = requests.asMap().putIfAbsent(use.key(), new Earlier(use.request(), requestedAt));
        }
    }

    private Duration left(Instant requestedAt) {
        return Duration.between(clock.instant(), requestedAt.plus(KEPT));
    }
}
