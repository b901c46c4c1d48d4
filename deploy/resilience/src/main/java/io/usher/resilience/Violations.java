package io.usher.resilience;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Violations by clause. Reports the first ten of each clause and their number. Safe for several threads. */
final class Violations {

    private static final int REPORTED = 10;

    private final Map<String, List<String>> found = new LinkedHashMap<>();

    synchronized void add(String clause, String format, Object... values) {
        found.computeIfAbsent(clause, name -> new ArrayList<>()).add(format.formatted(values));
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        found.forEach((clause, violations) -> {
            violations.stream().limit(REPORTED).forEach(violation -> lines.add(clause + ": " + violation));
            if (violations.size() > REPORTED) {
                lines.add("%s: %d in total".formatted(clause, violations.size()));
            }
        });
        return List.copyOf(lines);
    }
}
