package io.usher.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting on the threads of a test. */
public final class Waiting {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private Waiting() {}

    /** Returns whether the condition came true within the time. */
    public static boolean until(Duration atMost, BooleanSupplier condition) {
        return until(atMost, LOOK_EVERY, condition);
    }

    /** Looks for the first time at once. */
    public static boolean until(Duration atMost, Duration every, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            untilNanoTime(System.nanoTime() + every.toNanos());
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
