package io.usher.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits without sleeping. */
public final class Waiting {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private Waiting() {}

    /** Returns whether the condition became true in time. */
    public static boolean until(Duration atMost, BooleanSupplier condition) {
        return until(atMost, POLL_INTERVAL, condition);
    }

    /** Checks the condition at once, and then at this interval. */
    public static boolean until(Duration atMost, Duration interval, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            untilNanoTime(System.nanoTime() + interval.toNanos());
        }
        return true;
    }

    /** Returns when {@link System#nanoTime} has reached the instant. */
    public static void untilNanoTime(long instant) {
        long left = instant - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new IllegalStateException("interrupted while waiting");
            }
            left = instant - System.nanoTime();
        }
    }
}
