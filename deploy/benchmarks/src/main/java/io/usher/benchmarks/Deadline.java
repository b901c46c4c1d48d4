package io.usher.benchmarks;

import java.time.Duration;

/** Until when something must have happened; a run that waits for ever tells nobody anything. */
final class Deadline {

    private final String what;
    private final Duration atMost;
    private final long end;

    Deadline(String what, Duration atMost) {
        this.what = what;
        this.atMost = atMost;
        this.end = System.nanoTime() + atMost.toNanos();
    }

    void check(long count, long expected) {
        if (System.nanoTime() > end) {
            throw new IllegalStateException(
                    "%s: %,d after %d s (expected %,d)".formatted(what, count, atMost.toSeconds(), expected));
        }
    }
}
