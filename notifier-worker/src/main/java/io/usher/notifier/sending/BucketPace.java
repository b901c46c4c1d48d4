package io.usher.notifier.sending;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One bucket per domain, filled evenly. A turn is taken even when it lies ahead: mails over the pace get turns of their
 * own, one after the other, and need not ask again. The pace is this instance's; it starts anew with it.
 */
final class BucketPace implements Pace {

    /** The domain that was idle for the longest is forgotten first; its bucket is full or nearly so. */
    private static final int MOST_DOMAINS = 10_000;

    private final int perSecond;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_DOMAINS;
        }
    };

    /** @param perSecond mails to one domain, saved up for at most a second; 0 = as many as there are */
    BucketPace(int perSecond) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("pace per domain: %d (expected 0 or more)".formatted(perSecond));
        }
        this.perSecond = perSecond;
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
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
