package io.usher.resilience;

import io.usher.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Two of three brokers end, cleanly or not, and nothing can be acknowledged until one is back: the third one refuses at
 * once what two copies have to hold, or, if it has not noticed, waits for them.
 */
final class TooFewBrokers implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(15);

    /** The API gives a request up after 5 s; the rest is for a machine with other work. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    private record Outage(Instant from, Instant until) {}

    private final List<Outage> outages = new ArrayList<>();

    @Override
    public void prepare(FaultRun run) {
        outages.clear();
    }

    @Override
    public void strike(FaultRun run) {
        KafkaCluster cluster = run.installation().cluster();
        int first = run.random().nextInt(cluster.size());
        int second = (first + 1) % cluster.size();
        boolean killed = run.random().nextBoolean();
        run.say("%s brokers %d and %d", killed ? "kill -9" : "SIGTERM", first + 1, second + 1);
        for (int node : List.of(first, second)) {
            if (killed) {
                cluster.kill(node);
            } else {
                cluster.terminate(node);
            }
        }
        Instant from = Instant.now();
        Waiting.untilNanoTime(System.nanoTime() + AWAY.toNanos());
        outages.add(new Outage(from, Instant.now()));
        cluster.relaunch(first);
        cluster.relaunch(second);
        cluster.awaitWhole();
        run.say("all brokers are in step again");
    }

    @Override
    public void check(FaultRun run, Evidence evidence, Violations violations) {
        for (Asked asked : evidence.answers()) {
            boolean inOutage = outages.stream()
                    .anyMatch(outage -> asked.intended().isAfter(outage.from())
                            && asked.answered().isBefore(outage.until()));
            if (inOutage && asked.status() == 202) {
                violations.add("acknowledged by too few brokers", "%s", asked);
            }
            if (asked.status() == 503
                    && Duration.between(asked.intended(), asked.answered()).compareTo(ANSWERED_WITHIN) > 0) {
                violations.add("refused late", "%s", asked);
            }
        }
    }
}
