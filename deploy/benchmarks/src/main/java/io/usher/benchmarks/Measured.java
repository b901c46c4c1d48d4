package io.usher.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A figure as it was measured.
 *
 * @param name such as {@code decide} or {@code latency p50}
 * @param unit such as {@code /s}
 * @param rounds each measurement, in their order
 * @param cpuMicros microseconds of CPU that one acceptance took of each process, over all rounds; empty = not measured
 */
record Measured(String name, String unit, List<Double> rounds, Map<String, Double> cpuMicros) {

    Measured {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException(name + ": no rounds (expected at least one)");
        }
        rounds = List.copyOf(rounds);
        cpuMicros = new TreeMap<>(cpuMicros);
    }

    static Measured once(String name, String unit, double value) {
        return new Measured(name, unit, List.of(value), Map.of());
    }

    double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
