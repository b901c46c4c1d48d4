package io.usher.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a figure has to reach.
 *
 * @param reference the figure that it is divided by; null = the figure itself is compared
 * @param atLeast whether the limit is the lowest value that will do, or the highest
 */
record Bar(String figure, @Nullable String reference, boolean atLeast, double limit) {

    static final List<Bar> ALL = List.of(
            new Bar("decide", "rowLock", true, 18),
            new Bar("decide", "sqlCeiling", true, 0.6),
            new Bar("http", "httpEmpty", true, 0.35),
            new Bar("refuse", "httpEmpty", true, 0.6),
            new Bar("page", "httpEmpty", true, 0.5),
            new Bar("page size", null, false, 25),
            new Bar("accept", "http", true, 0.6),
            new Bar("hashes p99 due", "hashes p99 none", false, 2),
            new Bar("endToEnd", "rowLock", true, 3),
            new Bar("latency p50", null, false, 25),
            new Bar("coldSpike", null, true, 0.5),
            new Bar("mail", null, true, 500),
            new Bar("import", null, false, 60),
            new Bar("lists invitations large", "lists invitations small", false, 1.5),
            new Bar("lists invitees large", "lists invitees small", false, 1.5),
            new Bar("lists members large", "lists members small", false, 1.5),
            new Bar("creating large", "creating small", false, 1.5),
            new Bar("streams", null, true, 10_000),
            new Bar("streams memory", null, false, 1024),
            new Bar("memory worker peak", null, false, 512));

    /** What is compared: the figure, or its ratio to the reference. Empty if it was not measured. */
    Optional<Double> value(Map<String, Measured> figures) {
        return Optional.ofNullable(figures.get(figure))
                .flatMap(measured -> reference == null
                        ? Optional.of(measured.median())
                        : Optional.ofNullable(figures.get(reference)).map(to -> measured.median() / to.median()));
    }

    boolean isMetBy(double value) {
        return atLeast ? value >= limit : value <= limit;
    }

    /** Such as {@code ≥ 18 × rowLock}. */
    @Override
    public String toString() {
        String number = limit == Math.rint(limit) ? String.format(Locale.ROOT, "%.0f", limit) : Double.toString(limit);
        return (atLeast ? "≥ " : "≤ ") + number + (reference == null ? "" : " × " + reference);
    }
}
