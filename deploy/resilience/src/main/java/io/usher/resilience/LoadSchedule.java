package io.usher.resilience;

import java.time.Duration;

/**
 * When the calls of a load are due. The rate rises over the first tenth of them, because programs that have just
 * started cannot keep up with the full rate, and is constant afterwards.
 *
 * @param perSecond the full rate
 */
record LoadSchedule(int requests, double perSecond) {

    private static final double RAMP_SHARE = 0.1;

    /** @param number of the call, from 0 */
    Duration at(double number) {
        double ramp = requests * RAMP_SHARE;
        // A rate that grows linearly from zero has sent half as many as the full rate.
        double fullyPaced = number < ramp ? 2 * Math.sqrt(number * ramp) : number + ramp;
        return Duration.ofNanos(Math.round(fullyPaced * 1e9 / perSecond));
    }

    /** Until the last call is due. */
    Duration duration() {
        return at(requests);
    }
}
