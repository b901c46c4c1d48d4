package io.usher.testing;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code deploy/docs/metrics.md}: the names of all metrics of the programs, as Prometheus has them.
 *
 * @param types by name: counter, gauge or timer
 */
public record MetricsPage(Map<String, String> types) {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(usher_[a-z_]+)` \\| ([a-z]+) \\|");
    private static final Pattern SCRAPED = Pattern.compile("(?m)^# TYPE (usher_[a-z_]+) ");
    private static final List<String> OF_TIMERS = List.of("", "_max");

    public MetricsPage {
        types = Map.copyOf(types);
    }

    public static MetricsPage read(Path root) {
        try {
            return new MetricsPage(ROW.matcher(Files.readString(root.resolve("deploy/docs/metrics.md")))
                    .results()
                    .collect(toMap(
                            row -> row.group(1),
                            row -> row.group(2),
                            (one, other) -> {
                                throw new IllegalStateException("metric: listed twice (expected once)");
                            },
                            TreeMap::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names that a program shows and the page does not have. */
    public Set<String> unlisted(String scraped) {
        return SCRAPED.matcher(scraped)
                .results()
                .map(type -> type.group(1))
                .filter(name -> !isListed(name))
                .collect(toCollection(TreeSet::new));
    }

    private boolean isListed(String shown) {
        return types.entrySet().stream()
                .anyMatch(metric -> metric.getValue().equals("timer")
                        ? OF_TIMERS.stream().anyMatch(part -> shown.equals(metric.getKey() + part))
                        // The type is declared for the name without the suffix in one format, with it in the other.
                        : shown.equals(metric.getKey()) || (shown + "_total").equals(metric.getKey()));
    }
}
