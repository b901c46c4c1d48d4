package io.usher.benchmarks;

import java.time.Duration;

/**
 * When requests are meant to start. At a rate, they are meant to start evenly, however long the answers take; what is
 * late starts later than meant, and its latency counts from when it was meant to start. Without a rate, each connection
 * sends its next request as soon as it has its answer.
 *
 * @param perSecond infinite = as fast as answers come
 * @param duration no request is meant to start later
 * @param patience how much later than that what is late still starts
 */
record Arrivals(double perSecond, Duration duration, Duration patience) {

    static Arrivals atRate(double perSecond, Duration duration) {
        return new Arrivals(perSecond, duration, Duration.ofSeconds(5));
    }

    static Arrivals asFastAsAnswered(Duration duration) {
        return new Arrivals(Double.POSITIVE_INFINITY, duration, Duration.ZERO);
    }

    /** When a request is meant to start, in nanoseconds since the beginning. */
    long meantAt(int request) {
        return Math.round(request * 1e9 / perSecond);
    }

    /** How many are meant to start; without a rate nobody knows. */
    int count() {
        return isAtRate() ? (int) Math.ceil(perSecond * duration.toNanos() / 1e9) : Integer.MAX_VALUE;
    }

    /** Whether the request, and so every later one, does not start any more. */
    boolean isOver(int request, long nanosSinceBeginning) {
        return request >= count()
                || nanosSinceBeginning >= duration.plus(patience).toNanos();
    }

    private boolean isAtRate() {
        return Double.isFinite(perSecond);
    }
}
