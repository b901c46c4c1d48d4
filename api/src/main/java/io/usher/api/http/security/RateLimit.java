package io.usher.api.http.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.usher.api.http.problem.Refusal;
import java.time.Duration;

/**
 * A token bucket for each of many, on this instance alone. Of more than {@value #MOST} those that are used least are
 * forgotten, and begin with a full bucket each time they come: whoever comes from more addresses than that is not held
 * to the limit of an address. Safe for several threads.
 */
public final class RateLimit<K> {

    private static final int MOST = 100_000;

    private final LoadingCache<K, Bucket> buckets;

    public RateLimit(LimitSettings.Rate rate, Ticker time) {
        this(rate.burst(), rate.perSecond(), Duration.ofSeconds(1), time);
    }

    /** For what is so rare that a whole number of it in a second would be too much: so many at once, and in that time. */
    public RateLimit(int most, Duration within, Ticker time) {
        this(most, most, within, time);
    }

    private RateLimit(int burst, int refill, Duration within, Ticker time) {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST)
                .build(unknown -> Bucket.builder()
                        .withCustomTimePrecision(new Nanos(time))
                        .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, within))
                        .build());
    }

    /** Takes one turn; ends the request with 429 if there is none now. */
    public void take(K of, String detail) {
        Bucket bucket = buckets.get(of);
        if (!bucket.tryConsume(1)) {
            throw Refusal.tooManyRequests(
                    detail, Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill()));
        }
    }

    /** Takes one turn; false if there is none now. */
    public boolean tryTake(K of) {
        return buckets.get(of).tryConsume(1);
    }

    /** Returns a turn that was taken for what is not held to the limit. */
    public void giveBack(K of) {
        buckets.get(of).addTokens(1);
    }

    private record Nanos(Ticker time) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return time.read();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
