package io.usher.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures {@code latency} and {@code endToEnd}: through HTTP to the decision that a consumer sees, with everything
 * running, mail too.
 */
final class EndToEndFigures implements AutoCloseable {

    private static final int CONNECTIONS = 256;
    private static final double LATENCY_RATE = 200;
    /** A step that is not a tenth faster than the one before is warm. */
    private static final double STILL_WARMING = 0.9;

    private static final double P99_MILLIS = 1000;
    private static final double FACTOR = 1.5;
    private static final int ACCEPTED = 202;
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(60);
    private static final long BEGIN_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Run run;
    private final Challenge challenge;
    private final HttpLoad load;
    private final DecisionWatch watch;
    private int steps;
    private long accepted;

    private EndToEndFigures(Run run) {
        this.run = run;
        run.progress().say("API, worker and notifier start where they do not run");
        run.requireWorker();
        run.requireNotifier();
        this.challenge = run.open("rush");
        this.load = new HttpLoad(run.programs().require(Program.API), CONNECTIONS);
        this.watch = new DecisionWatch(run.topics());
    }

    static EndToEndFigures start(Run run) {
        EndToEndFigures figures = new EndToEndFigures(run);
        figures.warmUp();
        return figures;
    }

    /** How a rate went. */
    private record Step(boolean complete, double p50Millis, double p99Millis) {

        boolean holds() {
            return complete && p99Millis < P99_MILLIS;
        }

        @Override
        public String toString() {
            return "p50 %s ms, p99 %s ms%s"
                    .formatted(Report.number(p50Millis), Report.number(p99Millis), complete ? "" : ", not all decided");
        }
    }

    /** At the rate of {@code latency}, until that falls no further: the JVM compiles what is used most for a minute or more. */
    private void warmUp() {
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < run.sizes().warmUpSteps(); i++) {
            Step step = step(LATENCY_RATE, run.sizes().latency());
            run.progress().say("end to end, warming up: %s", step);
            if (step.p50Millis() > before * STILL_WARMING) {
                break;
            }
            before = step.p50Millis();
        }
        run.awaitMails(challenge, accepted);
    }

    void latency() {
        Step step = step(LATENCY_RATE, run.sizes().latency());
        if (!step.complete()) {
            throw new IllegalStateException("latency: not all requests were decided");
        }
        run.note(Measured.once("latency p50", " ms", step.p50Millis()));
        run.note(Measured.once("latency p99", " ms", step.p99Millis()));
        run.progress().say("latency at %.0f/s: %s", LATENCY_RATE, step);
    }

    void endToEnd() {
        run.rowLock();
        RateSearch search =
                new RateSearch(run.sizes().firstRate(), FACTOR, run.sizes().refinements());
        double highest = search.highest(rate -> {
            Step step = step(rate, run.sizes().step());
            run.progress().say("endToEnd at %.0f/s: %s", rate, step);
            return step.holds();
        });
        run.note(Measured.once("endToEnd", "/s", highest));
        run.rowLock();
    }

    private Step step(double rate, Duration duration) {
        steps++;
        String people = "rush" + steps;
        Arrivals arrivals = Arrivals.atRate(rate, duration);
        long beginning = System.nanoTime() + BEGIN_IN_NANOS;
        DecisionLatencies latencies = watch.expect(people, beginning, arrivals);
        HttpAnswers answers = load.run(arrivals, beginning, SeatRequests.of(challenge.invitation(), people));
        accepted += answers.count(ACCEPTED);
        boolean decided = latencies.await(answers.count(ACCEPTED), DECIDED_WITHIN);
        run.awaitAllDecided();
        return new Step(
                decided && answers.count(ACCEPTED) == arrivals.count(),
                latencies.percentileMillis(50),
                latencies.percentileMillis(99));
    }

    @Override
    public void close() {
        load.close();
        watch.close();
    }
}
