package io.usher.benchmarks;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long decisions took, each counted from when its request was meant to start. Safe for several threads. */
final class DecisionLatencies {

    private static final int DIGITS = 3;
    private static final double MICROS_PER_MILLI = 1000;

    private final String run;
    private final long beginning;
    private final Arrivals arrivals;

    @GuardedBy("this") private final Histogram micros = new Histogram(DIGITS);

    DecisionLatencies(String run, long beginning, Arrivals arrivals) {
        this.run = run;
        this.beginning = beginning;
        this.arrivals = arrivals;
    }

    /** Takes a decision that was seen at that time; those of other runs are passed over. */
    synchronized void decided(String address, long now) {
        int person = SeatRequests.personIn(address, run);
        if (person >= 0) {
            micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(now - beginning - arrivals.meantAt(person))));
            notifyAll();
        }
    }

    /** Returns whether so many decisions were seen in that time. */
    synchronized boolean await(int decisions, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (micros.getTotalCount() < decisions) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    synchronized double percentileMillis(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
