package io.usher.api.acceptances.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.usher.api.commands.Digest;
import io.usher.api.commands.EarlierRequests;
import io.usher.api.commands.KeyUse;
import io.usher.api.http.idempotency.IdempotencyKey;
import io.usher.api.http.idempotency.KeysInUse;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.RejectionReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps requests with an idempotency key for 24 hours after they took it. Beyond a limit, the least used ones are
 * evicted. A repeat of an evicted request is queued again under the same id, if it is not refused.
 */
public final class RememberedRequests implements EarlierRequests, KeysInUse {

    public static final Duration KEPT = Duration.ofHours(24);

    private final Cache<Digest, Earlier> requests;
    private final Clock clock;

    public RememberedRequests(int limit, Clock clock) {
        this.clock = clock;
        this.requests = Caffeine.newBuilder()
                .maximumSize(limit)
                .expireAfter(Expiry.<Digest, Earlier>creating((key, earlier) -> remaining(earlier.requestedAt())))
                .build();
    }

    @Override
    public Optional<Earlier> madeUnder(Digest key) {
        return Optional.ofNullable(requests.getIfPresent(key));
    }

    @Override
    public boolean isTaken(Caller caller, IdempotencyKey key) {
        return madeUnder(Digest.of(caller.id(), key.text())).isPresent();
    }

    @Override
    public void remember(KeyUse use, Instant queuedAt) {
        Instant takenAt = use.takenAt() == null ? queuedAt : use.takenAt();
        if (remaining(takenAt).isPositive()) {
            Earlier queued = new Earlier(use.request(), takenAt, null);
            Earlier before = requests.asMap().putIfAbsent(use.key(), queued);
            // Another instance has queued what this one refused.
            if (before != null && before.refusal() != null) {
                var unused = requests.asMap().replace(use.key(), before, queued);
            }
        }
    }

    @Override
    public void rememberRefused(KeyUse use, RejectionReason reason) {
        var unused = requests.asMap().putIfAbsent(use.key(), new Earlier(use.request(), clock.instant(), reason));
    }

    private Duration remaining(Instant requestedAt) {
        return Duration.between(clock.instant(), requestedAt.plus(KEPT));
    }
}
