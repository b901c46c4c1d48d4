package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import io.usher.testing.TopicReader;
import io.usher.testing.Waiting;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Rows that share a load, played once: strikes at random times while it runs, and the final check when all is quiet. The
 * seed decides who asks for what in which order, when a strike happens and whom it hits.
 */
final class FaultRun {

    private static final double MOST_PER_SECOND = 800;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration QUIET_WITHIN = Duration.ofMinutes(5);

    private final List<FaultRow> rows;
    private final Installation installation;
    private final long seed;
    private final int requests;
    private final ToIntFunction<FaultRow> strikes;
    private final PrintStream out;
    private final Random random;
    private final Arrivals arrivals;
    private final Scenario scenario;
    private final Map<TopicPartition, Long> from;
    private final int mailsBefore;
    private final Load load;
    private final long begin;
    private final Violations violations = new Violations();

    private FaultRun(
            List<FaultRow> rows,
            Installation installation,
            long seed,
            int requests,
            ToIntFunction<FaultRow> strikes,
            PrintStream out) {
        this.rows = rows;
        this.installation = installation;
        this.seed = seed;
        this.requests = requests;
        this.strikes = strikes;
        this.out = out;
        this.random = new Random(seed);
        this.arrivals = new Arrivals(requests, Math.min(MOST_PER_SECOND, requests * 1e3 / leastMillis()));
        rows.forEach(row -> row.fault().prepare(this));
        this.from = ends();
        this.mailsBefore = installation.mail().count();
        this.scenario = Scenario.found(
                installation.client(),
                new Random(seed + 1),
                requests,
                rows.stream().mapToDouble(row -> row.fault().hot()).max().orElseThrow(),
                arrivals.duration());
        this.begin = System.nanoTime();
        this.load = Load.start(installation.urls(), Installation.TOKEN, scenario, arrivals);
    }

    /** As long as the row takes that takes longest. */
    private long leastMillis() {
        return rows.stream()
                .mapToLong(row -> strikes.applyAsInt(row) * row.apart().toMillis())
                .reduce(1, Math::max);
    }

    /**
     * Returns when it is over and all programs are ready again.
     *
     * @param rows none of which hits what another one of them hits
     * @param strikes how many of a row
     */
    static FaultResult play(
            List<FaultRow> rows,
            Installation installation,
            long seed,
            int requests,
            ToIntFunction<FaultRow> strikes,
            PrintStream out) {
        rows.forEach(row -> out.printf(
                "row %s, seed %d: %d requests, %d strikes%n", row.number(), seed, requests, strikes.applyAsInt(row)));
        try (PositionWatch watch =
                PositionWatch.start(installation.sql(), installation.brokers().bootstrapServers())) {
            FaultRun run = new FaultRun(rows, installation, seed, requests, strikes, out);
            try (Load load = run.load) {
                run.strike();
                load.await();
            }
            return run.result(watch);
        }
    }

    /** Each row as if it were alone: its strikes wait for each other, and for those of no other row. */
    private void strike() {
        List<Runnable> sequences = rows.stream().map(this::strikesOf).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(sequences.stream()
                            .map(sequence -> CompletableFuture.runAsync(sequence, threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    private Runnable strikesOf(FaultRow row) {
        int count = strikes.applyAsInt(row);
        long[] times = IntStream.range(0, count)
                .mapToLong(i -> Math.round(
                        (i + random.nextDouble()) / count * arrivals.duration().toNanos()))
                .toArray();
        return () -> {
            for (long time : times) {
                Waiting.untilNanoTime(begin + time);
                row.fault().strike(this);
            }
        };
    }

    private FaultResult result(PositionWatch watch) {
        say("every request is answered or given up: %s", load.counts());
        installation.recover();
        say("every program is ready");
        Evidence evidence = evidence(watch);
        rows.forEach(row -> row.fault().check(this, evidence, violations));
        List<String> lines = new ArrayList<>(violations.lines());
        lines.addAll(FinalCheck.violations(evidence));
        return new FaultResult(
                rows,
                seed,
                rows.stream().mapToInt(strikes).sum(),
                requests,
                evidence.answers().stream()
                        .filter(asked -> asked.status() == 202)
                        .count(),
                evidence.answers().stream().filter(asked -> asked.status() == 0).count(),
                evidence.acceptances().size(),
                evidence.mails().size(),
                watch.longestStall(),
                List.copyOf(lines));
    }

    private Evidence evidence(PositionWatch watch) {
        try (EvidenceReader reader = new EvidenceReader(installation, scenario, from, mailsBefore)) {
            becomeQuiet(reader);
            say("all is quiet");
            watch.rewinds().forEach(rewind -> violations.add("position", "%s", rewind));
            for (FaultRow row : rows) {
                if (row.fault().afterwards(this)) {
                    becomeQuiet(reader);
                }
            }
            return reader.read(
                    load,
                    rows.stream()
                            .mapToInt(row -> row.fault().repeatedMails(strikes.applyAsInt(row)))
                            .sum());
        }
    }

    private void becomeQuiet(EvidenceReader reader) {
        if (!Waiting.until(QUIET_WITHIN, LOOK_EVERY, reader::isQuiet)) {
            violations.add("not quiet", "after %s: %s", QUIET_WITHIN, reader.pending());
        }
    }

    private Map<TopicPartition, Long> ends() {
        try (TopicReader reader = TopicReader.of(installation.brokers().bootstrapServers())) {
            return reader.ends(
                    Arrays.stream(Topic.values()).map(Topic::topicName).toList());
        }
    }

    Installation installation() {
        return installation;
    }

    Scenario scenario() {
        return scenario;
    }

    Load load() {
        return load;
    }

    /** Decides whom a strike hits. */
    Random random() {
        return random;
    }

    /** Where each partition of the topics ended before the load. */
    Map<TopicPartition, Long> from() {
        return from;
    }

    /** What was found while it ran. */
    Violations violations() {
        return violations;
    }

    /** Prints a strike with the time since the load began. */
    void say(String format, Object... values) {
        out.printf("  %6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, format.formatted(values));
    }
}
