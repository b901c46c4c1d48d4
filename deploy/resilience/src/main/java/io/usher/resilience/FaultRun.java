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
 * Plays rows of faults against one load: faults strike at random times while it runs, and the final check and the check of
 * what can be rebuilt from the topics follow when the installation is idle. The seed decides the calls and their order, the time of each strike and its target.
 */
final class FaultRun {

    private static final double MAX_PER_SECOND = 800;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration IDLE_WITHIN = Duration.ofMinutes(5);

    private final List<FaultRow> rows;
    private final Installation installation;
    private final long seed;
    private final int requests;
    private final ToIntFunction<FaultRow> strikes;
    private final PrintStream out;
    private final Random random;
    private final RebuildCheck rebuild;
    private final LoadSchedule schedule;
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
        this.schedule = new LoadSchedule(requests, Math.min(MAX_PER_SECOND, requests * 1e3 / leastMillis()));
        this.rebuild = RebuildCheck.begin(installation);
        rows.forEach(row -> row.fault().prepare(this));
        this.from = ends();
        this.mailsBefore = installation.mail().count();
        this.scenario = Scenario.create(
                installation.client(),
                new Random(seed + 1),
                requests,
                rows.stream().mapToDouble(row -> row.fault().hot()).max().orElseThrow(),
                schedule.duration());
        this.begin = System.nanoTime();
        this.load = Load.start(installation.urls(), Installation.TOKEN, scenario, schedule);
    }

    /** The duration of the longest row. */
    private long leastMillis() {
        return rows.stream()
                .mapToLong(row -> strikes.applyAsInt(row) * row.apart().toMillis())
                .reduce(1, Math::max);
    }

    /**
     * Returns when the load is over and all programs are ready again.
     *
     * @param rows that do not share a target
     * @param strikes the number of strikes of a row
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

    /** Runs the rows side by side. The strikes of one row follow one another. */
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
                        (i + random.nextDouble()) / count * schedule.duration().toNanos()))
                .toArray();
        return () -> {
            for (long time : times) {
                Waiting.untilNanoTime(begin + time);
                row.fault().strike(this);
            }
        };
    }

    private FaultResult result(PositionWatch watch) {
        log("every call is answered or has failed: %s", load.counts());
        installation.recover();
        log("every program is ready");
        Evidence evidence = evidence(watch);
        rows.forEach(row -> row.fault().check(this, evidence, violations));
        List<String> lines = new ArrayList<>(violations.lines());
        lines.addAll(FinalCheck.violations(evidence));
        lines.addAll(rebuild.violations());
        return new FaultResult(
                rows,
                seed,
                rows.stream().mapToInt(strikes).sum(),
                requests,
                evidence.calls().stream().filter(call -> call.status() == 202).count(),
                evidence.calls().stream().filter(call -> call.status() == 0).count(),
                evidence.acceptances().size(),
                evidence.mails().size(),
                watch.longestStall(),
                List.copyOf(lines));
    }

    private Evidence evidence(PositionWatch watch) {
        try (EvidenceReader reader = new EvidenceReader(installation, scenario, from, mailsBefore)) {
            awaitIdle(reader);
            log("the installation is idle");
            watch.rewinds().forEach(rewind -> violations.add("position", "%s", rewind));
            for (FaultRow row : rows) {
                if (row.fault().afterwards(this)) {
                    awaitIdle(reader);
                }
            }
            return reader.read(
                    load,
                    rows.stream()
                            .mapToInt(row -> row.fault().repeatedMails(strikes.applyAsInt(row)))
                            .sum());
        }
    }

    private void awaitIdle(EvidenceReader reader) {
        if (!Waiting.until(IDLE_WITHIN, POLL_INTERVAL, reader::isIdle)) {
            violations.add("not idle", "after %s: %s", IDLE_WITHIN, reader.pending());
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

    /** Decides the target of a strike. */
    Random random() {
        return random;
    }

    /** The end of each partition before the load. */
    Map<TopicPartition, Long> from() {
        return from;
    }

    /** What was found during the load. */
    Violations violations() {
        return violations;
    }

    /** Prints a line with the time since the load began. */
    void log(String format, Object... values) {
        out.printf("  %6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, format.formatted(values));
    }
}
