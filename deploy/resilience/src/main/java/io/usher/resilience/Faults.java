package io.usher.resilience;

import static java.util.stream.Collectors.joining;

import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays rows of the table at full size and prints the results. Run by {@code deploy/faults}. */
final class Faults {

    private static final int APIS = 2;
    private static final int WORTH_OPTIMIZING = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /**
     * What to play.
     *
     * @param loads the rows of each load
     * @param seeds each load is played once with each seed
     * @param strikes per row; empty for the number of its full size
     */
    record Settings(
            List<List<FaultRow>> loads, List<Long> seeds, int requests, Optional<Integer> strikes, int workers) {

        static Settings of(String... arguments) {
            List<List<FaultRow>> loads = new ArrayList<>();
            List<Long> seeds = new ArrayList<>();
            int requests = 100_000;
            Optional<Integer> strikes = Optional.empty();
            int workers = 3;
            Deque<String> left = new ArrayDeque<>(List.of(arguments));
            while (!left.isEmpty()) {
                String argument = left.pop();
                switch (argument) {
                    case "--seed" -> seeds.add(Long.valueOf(value(argument, left)));
                    case "--requests" -> requests = Integer.parseInt(value(argument, left));
                    case "--strikes" -> strikes = Optional.of(Integer.valueOf(value(argument, left)));
                    case "--workers" -> workers = Integer.parseInt(value(argument, left));
                    default -> loads.add(load(argument));
                }
            }
            return new Settings(
                    loads.isEmpty()
                            ? Arrays.stream(FaultRow.values()).map(List::of).toList()
                            : loads,
                    seeds.isEmpty() ? List.of(System.nanoTime()) : seeds,
                    requests,
                    strikes,
                    workers);
        }

        private static List<FaultRow> load(String rows) {
            List<FaultRow> load = Arrays.stream(rows.split("\\+"))
                    .map(row -> FaultRow.numbered(row)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "row: %s (expected one of %s)".formatted(row, Arrays.toString(FaultRow.values())))))
                    .toList();
            if (load.stream().distinct().count() < load.size()) {
                throw new IllegalArgumentException("rows: %s (expected each once)".formatted(rows));
            }
            if (load.stream().map(FaultRow::needsCluster).distinct().count() > 1) {
                throw new IllegalArgumentException(
                        "rows: %s (expected all on one broker or all on three)".formatted(rows));
            }
            return load;
        }

        /** Rows without strikes at full size have none here either. */
        int strikes(FaultRow row) {
            return row.strikes() == 0 ? 0 : strikes.orElse(row.strikes());
        }

        /** A load of minutes gains from the optimizing compiler; a few seconds do not. */
        List<String> javaOptions() {
            return requests < WORTH_OPTIMIZING ? ProgramProcess.FAST_COMPILER : List.of();
        }

        private static String value(String option, Deque<String> left) {
            if (left.isEmpty()) {
                throw new IllegalArgumentException("%s: no value".formatted(option));
            }
            return left.pop();
        }
    }

    public static void main(String... arguments) {
        try {
            List<FaultResult> results = play(Settings.of(arguments));
            print(results);
            // The broker leaves threads behind.
            System.exit(results.stream().allMatch(result -> result.violations().isEmpty()) ? 0 : 1);
        } catch (IOException | RuntimeException e) {
            LOG.error("The faults could not be played to the end; there is no result", e);
            System.exit(2);
        }
    }

    private static List<FaultResult> play(Settings settings) throws IOException {
        List<FaultResult> results = new ArrayList<>();
        for (boolean cluster : List.of(false, true)) {
            List<List<FaultRow>> loads = settings.loads().stream()
                    .filter(load -> load.getFirst().needsCluster() == cluster)
                    .toList();
            if (!loads.isEmpty()) {
                results.addAll(play(loads, settings, cluster));
            }
        }
        return results;
    }

    private static List<FaultResult> play(List<List<FaultRow>> loads, Settings settings, boolean cluster)
            throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "faults-");
        Path kafka = folder.resolve("kafka");
        List<FaultResult> results = new ArrayList<>();
        try (Installation installation = Installation.start(
                folder,
                cluster ? KafkaCluster.start(kafka) : ProxiedBroker.start(kafka),
                APIS,
                settings.workers(),
                settings.javaOptions())) {
            Thread ending = new Thread(installation::close, "closing the installation");
            Runtime.getRuntime().addShutdownHook(ending);
            for (List<FaultRow> load : loads) {
                for (long seed : settings.seeds()) {
                    FaultResult result =
                            FaultRun.play(load, installation, seed, settings.requests(), settings::strikes, System.out);
                    result.violations().forEach(violation -> System.out.println("  VIOLATION " + violation));
                    System.out.println("  " + line(result));
                    results.add(result);
                }
            }
        }
        return results;
    }

    private static void print(List<FaultResult> results) {
        System.out.println("| row | fault | seed | strikes | requests | acknowledged | no answer | decisions | mails"
                + " | longest stall | violations |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        results.forEach(result -> System.out.println(line(result)));
    }

    private static String line(FaultResult result) {
        return "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %s | %d |"
                .formatted(
                        joined(result, FaultRow::number),
                        joined(result, FaultRow::title),
                        result.seed(),
                        result.strikes(),
                        result.requests(),
                        result.acknowledged(),
                        result.unanswered(),
                        result.decisions(),
                        result.mails(),
                        seconds(result.longestStall()),
                        result.violations().size());
    }

    private static String joined(FaultResult result, Function<FaultRow, String> part) {
        return result.rows().stream().map(part).collect(joining(" + "));
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }
}
