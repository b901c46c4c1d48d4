package io.usher.resilience;

import java.time.Duration;

/**
 * When the requests of a load are sent. The rate rises over the first tenth of them, as programs that have just started do
 * not keep up with the full one, and stays from then on.
 *
 * @param perSecond the full rate
 */
record Arrivals(int requests, double perSecond) {

    private static final double RISING_SHARE = 0.1;

    /** @param number of the request, from 0 */
    Duration at(double number) {
        double rising = requests * RISING_SHARE;
        // A rate that grows evenly from nothing has brought half as many as the full one.
        double fullyPaced = number < rising ? 2 * Math.sqrt(number * rising) : number + rising;
        return Duration.ofNanos(Math.round(fullyPaced * 1e9 / perSecond));
    }

    /** Until the last one. */
    Duration duration() {
        return at(requests);
    }
}
