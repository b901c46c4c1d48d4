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
 * @param most how many start, if there is no rate
 */
record Arrivals(double perSecond, Duration duration, Duration patience, int most) {

    static Arrivals atRate(double perSecond, Duration duration) {
        return new Arrivals(perSecond, duration, Duration.ofSeconds(5), Integer.MAX_VALUE);
    }

    static Arrivals asFastAsAnswered(Duration duration) {
        return asFastAsAnswered(duration, Integer.MAX_VALUE);
    }

    /** Until the time is over or that many have started. */
    static Arrivals asFastAsAnswered(Duration duration, int most) {
        return new Arrivals(Double.POSITIVE_INFINITY, duration, Duration.ZERO, most);
    }

    /** When a request is meant to start, in nanoseconds since the beginning. */
    long meantAt(int request) {
        return Math.round(request * 1e9 / perSecond);
    }

    /**
     * From when the latency of a request counts, in nanoseconds since the beginning.
     *
     * @param started when it did start
     */
    long latencyFrom(int request, long started) {
        return isAtRate() ? meantAt(request) : started;
    }

    /** How many are meant to start; without a rate, how many may. */
    int count() {
        return isAtRate() ? (int) Math.ceil(perSecond * duration.toNanos() / 1e9) : most;
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
