package io.usher.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** Says what a run does now, and how long it has run. */
final class Progress {

    private final PrintStream out;
    private final long begun = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void say(String format, Object... arguments) {
        out.printf("%4.0f s  %s%n", seconds(), String.format(Locale.ROOT, format, arguments));
    }

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }
}
