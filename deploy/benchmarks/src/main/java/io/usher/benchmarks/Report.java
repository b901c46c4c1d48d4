package io.usher.benchmarks;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run found, as a table for people and as JSON.
 *
 * @param sizes such as {@code full}
 */
record Report(Machine machine, Instant begunAt, String sizes, double seconds, Map<String, Measured> figures) {

    private static final List<String> HEAD = List.of("figure", "value", "ratio", "bar", "met");

    Report {
        figures = new LinkedHashMap<>(figures);
    }

    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Measured measured : figures.values()) {
            List<Bar> bars = Bar.ALL.stream()
                    .filter(bar -> bar.figure().equals(measured.name()))
                    .toList();
            String value = number(measured.median()) + measured.unit();
            if (bars.isEmpty()) {
                rows.add(List.of(measured.name(), value, "", "", ""));
            }
            for (Bar bar : bars) {
                boolean first = bar.equals(bars.getFirst());
                rows.add(row(bar, first ? measured.name() : "", first ? value : ""));
            }
        }
        return aligned(rows);
    }

    private List<String> row(Bar bar, String name, String value) {
        Optional<Double> compared = bar.value(figures);
        String ratio =
                bar.reference() == null ? "" : compared.map(Report::number).orElse("");
        String met = compared.map(number -> bar.isMetBy(number) ? "yes" : "no").orElse("");
        return List.of(name, value, ratio, bar.toString(), met);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        // Numbers stand to the right.
        String format = "%%-%ds  %%%ds  %%%ds  %%-%ds  %%s".formatted(widths[0], widths[1], widths[2], widths[3]);
        return rows.stream()
                .map(row -> format.formatted(row.toArray()).stripTrailing())
                .toList();
    }

    /** The CPU that one acceptance took: says more than a rate where others use the machine. */
    List<String> cpuLines() {
        return figures.values().stream()
                .filter(measured -> !measured.cpuMicros().isEmpty())
                .map(measured -> "%-11s %s"
                        .formatted(
                                measured.name(),
                                measured.cpuMicros().entrySet().stream()
                                        .map(cpu -> cpu.getKey() + " " + number(cpu.getValue()))
                                        .collect(joining(", "))))
                .toList();
    }

    /** Three digits are as many as mean something. */
    static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("begunAt", begunAt.toString());
        document.put("sizes", sizes);
        document.put("seconds", Math.round(seconds));
        document.put("machine", machine);
        document.put("figures", figures.values().stream().map(this::figure).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private Map<String, Object> figure(Measured measured) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("name", measured.name());
        figure.put("value", measured.median());
        figure.put("unit", measured.unit());
        figure.put("rounds", measured.rounds());
        if (!measured.cpuMicros().isEmpty()) {
            figure.put("cpuMicros", measured.cpuMicros());
        }
        List<Map<String, Object>> bars = Bar.ALL.stream()
                .filter(bar -> bar.figure().equals(measured.name()))
                .flatMap(bar -> bar.value(figures).map(value -> bar(bar, value)).stream())
                .toList();
        if (!bars.isEmpty()) {
            figure.put("bars", bars);
        }
        return figure;
    }

    private static Map<String, Object> bar(Bar bar, double value) {
        return Map.of("bar", bar.toString(), "value", value, "met", bar.isMetBy(value));
    }
}
