package io.usher.notifier.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When delivery of a message is attempted again: after a pause that doubles with each attempt and varies by up to a fifth, so
 * that messages that failed together are not retried together.
 *
 * @param firstPause after the first attempt
 * @param longestPause the maximum pause
 * @param giveUpAfter how long a message is attempted, from its first attempt
 */
record RetryPolicy(Duration firstPause, Duration longestPause, Duration giveUpAfter) {

    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    RetryPolicy {
        if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0 || !giveUpAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "retries: first pause %s, longest pause %s, give up after %s (expected all positive and growing)"
                            .formatted(firstPause, longestPause, giveUpAfter));
        }
    }

    /**
     * The pause before the next attempt; empty if there is none.
     *
     * @param attempts made so far, at least one
     * @param attemptedSince when its first attempt was; null if this was it
     * @param chance from 0 to 1
     */
    Optional<Duration> pause(int attempts, @Nullable Instant attemptedSince, Instant now, double chance) {
        if (attemptedSince != null && !now.isBefore(attemptedSince.plus(giveUpAfter))) {
            return Optional.empty();
        }
        double doubled = firstPause.toMillis() * Math.pow(2, Math.min(attempts - 1, MOST_DOUBLINGS));
        double varied = Math.min(doubled, longestPause.toMillis()) * (1 + JITTER * (2 * chance - 1));
        return Optional.of(Duration.ofMillis(Math.round(varied)));
    }
}
