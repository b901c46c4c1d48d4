package io.usher.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The rounds of one figure, with the CPU that they took. */
final class Rounds {

    private final String name;
    private final String unit;
    private final Supplier<Map<String, Double>> cpuMicros;
    private final List<Double> values = new ArrayList<>();
    private final Map<String, Double> used = new HashMap<>();
    private long acceptances;

    /** @param cpuMicros what each process used so far */
    Rounds(String name, String unit, Supplier<Map<String, Double>> cpuMicros) {
        this.name = name;
        this.unit = unit;
        this.cpuMicros = cpuMicros;
    }

    /**
     * What a round came to.
     *
     * @param acceptances that the CPU of the round was used for
     */
    record Round(double value, long acceptances) {}

    /** Measures once more. */
    double add(Supplier<Round> round) {
        Map<String, Double> before = cpuMicros.get();
        Round measured = round.get();
        cpuMicros
                .get()
                .forEach((process, now) -> used.merge(process, now - before.getOrDefault(process, 0.0), Double::sum));
        values.add(measured.value());
        acceptances += measured.acceptances();
        return measured.value();
    }

    Measured measured() {
        Map<String, Double> each = new HashMap<>();
        used.forEach((process, micros) -> each.put(process, micros / Math.max(1, acceptances)));
        // What took no part.
        each.values().removeIf(micros -> micros < 1);
        return new Measured(name, unit, values, each);
    }
}
