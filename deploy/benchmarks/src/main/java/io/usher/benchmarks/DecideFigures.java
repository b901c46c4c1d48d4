package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures {@code decide}, {@code rowLock} and {@code sqlCeiling} in alternation; of the programs only the worker runs. */
final class DecideFigures {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration DECIDED_WITHIN = Duration.ofMinutes(5);

    private final Run run;
    private final Challenge challenge;
    private int fillings;
    private long requests;

    DecideFigures(Run run) {
        this.run = run;
        this.challenge = run.open("decide");
    }

    static void measure(Run run) {
        run.programs().stop(Program.API);
        run.programs().stop(Program.NOTIFIER);
        run.progress().say("the worker starts if it does not run");
        run.requireWorker();
        DecideFigures figures = new DecideFigures(run);
        try (SqlCeiling ceiling =
                new SqlCeiling(run.servers().database(), run.servers().bootstrapServers(), run.open("ceiling"))) {
            double decided =
                    figures.decide(figures.fill(run.sizes().warmUpRequests())).value();
            double stored = ceiling.measure(run.sizes().warmUpRequests());
            run.progress()
                    .say("decide, warming up: %s/s; sqlCeiling: %s/s", Report.number(decided), Report.number(stored));
            for (int i = 0; i < run.sizes().decideRounds(); i++) {
                run.rowLock();
                figures.round(ceiling);
            }
            run.rowLock();
        }
        figures.check();
    }

    private void round(SqlCeiling ceiling) {
        Filled filled = fill(run.sizes().requests());
        double decided = run.rounds("decide").add(() -> decide(filled));
        int ceilingRequests = run.sizes().ceilingRequests();
        double stored =
                run.rounds("sqlCeiling").add(() -> new Round(ceiling.measure(ceilingRequests), ceilingRequests));
        run.progress().say("decide: %s/s; sqlCeiling: %s/s", Report.number(decided), Report.number(stored));
    }

    /**
     * The topic full of requests, and the worker kept from deciding on them.
     *
     * @param decisions how many there will be in all
     */
    record Filled(Challenge.Lock lock, int people, long decisions) {}

    Filled fill(int people) {
        fillings++;
        String filling = "decide" + fillings;
        requests += people;
        long before = run.topics().records(Topic.ACCEPTANCES_DECIDED);
        Challenge.Lock lock = challenge.lock();
        run.topics().publish(0, people, person -> challenge.request(filling, person));
        return new Filled(lock, people, before + people);
    }

    /** Lets the worker decide, and measures until all decisions are published. */
    Round decide(Filled filled) {
        filled.lock().close();
        long begun = System.nanoTime();
        Deadline deadline = new Deadline("decisions", DECIDED_WITHIN);
        long decided = run.topics().records(Topic.ACCEPTANCES_DECIDED);
        while (decided < filled.decisions()) {
            deadline.check(decided, filled.decisions());
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            decided = run.topics().records(Topic.ACCEPTANCES_DECIDED);
        }
        return new Round(filled.people() * 1e9 / (System.nanoTime() - begun), filled.people());
    }

    private void check() {
        run.awaitDecided(challenge, requests);
    }
}
