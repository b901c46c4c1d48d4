package io.usher.notifier.sending;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One token bucket per domain. A turn may lie in the future: each mail over the pace gets its own turn and does not ask
 * again. The pace applies to this instance only and is not persisted.
 */
final class TokenBucketPace implements Pace {

    /** The least recently used domain is evicted first; its bucket is full or nearly so. */
    private static final int MOST_DOMAINS = 10_000;

    private final int perSecond;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_DOMAINS;
        }
    };

    /** @param perSecond mails to one domain, with bursts of up to one second; 0 = no limit */
    TokenBucketPace(int perSecond, TimeMeter time) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("pace per domain: %d (expected 0 or more)".formatted(perSecond));
        }
        this.perSecond = perSecond;
        this.time = time;
    }

    @Override
    public synchronized Duration nextTurn(String domain) {
        return perSecond == 0
                ? Duration.ZERO
                : Duration.ofNanos(
                        buckets.computeIfAbsent(domain, unknown -> bucket()).consumeIgnoringRateLimits(1));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
