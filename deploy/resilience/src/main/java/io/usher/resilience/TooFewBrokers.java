package io.usher.resilience;

import io.usher.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops or kills two of three brokers, so that nothing can be acknowledged until one is back: the third one refuses
 * writes that need two replicas, or waits for the replicas if it has not noticed the outage.
 */
final class TooFewBrokers implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(15);

    /** The API gives up after 5 s; the rest is for a busy machine. */
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
        run.log("%s brokers %d and %d", killed ? "kill -9" : "SIGTERM", first + 1, second + 1);
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
        cluster.awaitInSync();
        run.log("all brokers are in sync again");
    }

    @Override
    public void check(FaultRun run, Evidence evidence, Violations violations) {
        for (Call call : evidence.calls()) {
            boolean inOutage = outages.stream()
                    .anyMatch(outage -> call.intended().isAfter(outage.from())
                            && call.answered().isBefore(outage.until()));
            if (inOutage && call.status() == 202) {
                violations.add("acknowledged by too few brokers", "%s", call);
            }
            if (call.status() == 503
                    && Duration.between(call.sent(), call.answered()).compareTo(ANSWERED_WITHIN) > 0) {
                violations.add("refused late", "%s", call);
            }
        }
    }
}
