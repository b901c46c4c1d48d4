package io.usher.resilience;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays rows of the table at full size and prints what came of them. Run by {@code deploy/faults}. */
final class Faults {

    private static final int APIS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /**
     * What to play.
     *
     * @param strikes absent = as many as the row's full size has
     */
    record Settings(List<FaultRow> rows, long seed, int requests, Optional<Integer> strikes, int workers) {

        static Settings of(String... arguments) {
            List<FaultRow> rows = new ArrayList<>();
            long seed = System.nanoTime();
            int requests = 100_000;
            Optional<Integer> strikes = Optional.empty();
            int workers = 3;
            Deque<String> left = new ArrayDeque<>(List.of(arguments));
            while (!left.isEmpty()) {
                String argument = left.pop();
                switch (argument) {
                    case "--seed" -> seed = Long.parseLong(value(argument, left));
                    case "--requests" -> requests = Integer.parseInt(value(argument, left));
                    case "--strikes" -> strikes = Optional.of(Integer.valueOf(value(argument, left)));
                    case "--workers" -> workers = Integer.parseInt(value(argument, left));
                    default ->
                        rows.add(FaultRow.numbered(argument)
                                .orElseThrow(() -> new IllegalArgumentException("row: %s (expected one of %s)"
                                        .formatted(argument, Arrays.toString(FaultRow.values())))));
                }
            }
            return new Settings(rows.isEmpty() ? List.of(FaultRow.values()) : rows, seed, requests, strikes, workers);
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
            LOG.error("The faults could not be played to their end", e);
            System.exit(2);
        }
    }

    private static List<FaultResult> play(Settings settings) throws IOException {
        List<FaultResult> results = new ArrayList<>();
        for (boolean cluster : List.of(false, true)) {
            List<FaultRow> rows = settings.rows().stream()
                    .filter(row -> row.needsCluster() == cluster)
                    .toList();
            if (!rows.isEmpty()) {
                results.addAll(play(rows, settings, cluster));
            }
        }
        return results;
    }

    private static List<FaultResult> play(List<FaultRow> rows, Settings settings, boolean cluster) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "faults-");
        Path kafka = folder.resolve("kafka");
        List<FaultResult> results = new ArrayList<>();
        try (Installation installation = Installation.start(
                folder, cluster ? KafkaCluster.start(kafka) : WiredBroker.start(kafka), APIS, settings.workers())) {
            Thread ending = new Thread(installation::close, "ending the installation");
            Runtime.getRuntime().addShutdownHook(ending);
            for (FaultRow row : rows) {
                FaultResult result = FaultRun.play(
                        row,
                        installation,
                        settings.seed(),
                        settings.requests(),
                        settings.strikes().orElse(row.strikes()),
                        System.out);
                result.violations().forEach(violation -> System.out.println("  VIOLATION " + violation));
                results.add(result);
            }
        }
        return results;
    }

    private static void print(List<FaultResult> results) {
        System.out.println("| row | fault | seed | strikes | requests | acknowledged | no answer | decisions | mails"
                + " | longest stall | violations |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (FaultResult result : results) {
            System.out.printf(
                    "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %s | %d |%n",
                    result.row().number(),
                    result.row().title(),
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
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }
}
