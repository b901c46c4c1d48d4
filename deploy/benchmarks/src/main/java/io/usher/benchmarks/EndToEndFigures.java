package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures {@code latency} and {@code endToEnd}: through HTTP to the decision that a consumer sees, with everything
 * running, mail too.
 */
final class EndToEndFigures implements AutoCloseable {

    private static final int CONNECTIONS = 256;
    private static final double LATENCY_RATE = 200;

    /** It is warm once so many steps in turn were not a tenth faster than the best one. */
    private static final int WARM_AFTER = 3;

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
    private double lastP99Millis;

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
    private record Step(boolean complete, int requests, double p50Millis, double p99Millis) {

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
        double best = Double.POSITIVE_INFINITY;
        int notFaster = 0;
        for (int i = 0; i < run.sizes().warmUpSteps() && notFaster < WARM_AFTER; i++) {
            Step step = step(LATENCY_RATE, run.sizes().latency());
            run.progress().say("end to end, warming up: %s", step);
            notFaster = step.p50Millis() > best * STILL_WARMING ? notFaster + 1 : 0;
            best = Math.min(best, step.p50Millis());
        }
        run.awaitMails(challenge, accepted);
    }

    void latency() {
        double p50Millis = run.rounds("latency p50", " ms").add(this::latencyRound);
        run.note(Measured.once("latency p99", " ms", lastP99Millis));
        run.progress()
                .say(
                        "latency at %.0f/s: p50 %s ms, p99 %s ms",
                        LATENCY_RATE, Report.number(p50Millis), Report.number(lastP99Millis));
    }

    /** The median in milliseconds. */
    Round latencyRound() {
        Step step = step(LATENCY_RATE, run.sizes().latency());
        if (!step.complete()) {
            throw new IllegalStateException("latency: not all requests were decided");
        }
        lastP99Millis = step.p99Millis();
        return new Round(step.p50Millis(), step.requests());
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
                arrivals.count(),
                latencies.percentileMillis(50),
                latencies.percentileMillis(99));
    }

    @Override
    public void close() {
        load.close();
        watch.close();
    }
}
