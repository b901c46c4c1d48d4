package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@code hashes}: the 99th percentile in milliseconds of how long an acceptance of somebody who is signed in takes
 * until it is answered, at a fixed rate, in alternation while no password and while many are due to be hashed: that many
 * sign in at once, and whoever has got in is followed by the next. The worker runs, the notifier does not. A round in which
 * some are refused is measured again, three times in all. At most twice.
 */
final class HashesFigure implements AutoCloseable {

    private static final int CONNECTIONS = 256;
    private static final double RATE = 200;
    private static final double FIRST_RATE = 50;
    private static final double P99 = 99;
    private static final int SEE_OTHER = 303;
    private static final int TRIES = 3;

    /** Until those who sign in are counted and looked up, and wait for their hashes. */
    private static final Duration LEAD = Duration.ofSeconds(1);

    private final Run run;
    private final Challenge challenge;
    private final HttpLoad accepting;
    private final HttpLoad signingIn;
    private final SignedInPeople others;
    private int rounds;

    private HashesFigure(Run run, int port) {
        this.run = run;
        this.challenge = run.open("hashes");
        this.accepting = new HttpLoad(port, CONNECTIONS);
        this.signingIn = new HttpLoad(port, run.sizes().hashes());
        // No address twice at the same time.
        this.others = SignedInPeople.signIn(
                run.servers().database(), "hashed", 2 * run.sizes().hashes());
    }

    static void measure(Run run) {
        run.progress().say("API and worker start where they do not run");
        run.requireWorker();
        try (HashesFigure figure = new HashesFigure(run, run.programs().require(Program.API))) {
            figure.warmUp();
            for (int i = 0; i < run.sizes().rounds(); i++) {
                double none = run.rounds("hashes p99 none", " ms").add(figure::none);
                double due = run.rounds("hashes p99 due", " ms").add(figure::due);
                run.progress()
                        .say(
                                "hashes: p99 %s ms, while %d are due %s ms",
                                Report.number(none), run.sizes().hashes(), Report.number(due));
            }
        }
    }

    /** More and more: an API that is not warm refuses some at the full rate. */
    private void warmUp() {
        HttpAnswers few = accept(Arrivals.atRate(FIRST_RATE, run.sizes().warmUp()));
        HttpAnswers none = accept(arrivals());
        CompletableFuture<HttpAnswers> signIns = signIn();
        HttpAnswers due = accept(arrivals());
        HttpAnswers signedIn = signIns.join();
        run.progress()
                .say(
                        "hashes, warming up: acceptances by status %s, %s, %s; sign-ins %s",
                        few.statuses(), none.statuses(), due.statuses(), signedIn.statuses());
    }

    /** @param signedIn null if nobody signed in meanwhile */
    private record Answers(HttpAnswers accepted, @Nullable HttpAnswers signedIn) {

        boolean haveNoRefusals(int acceptances) {
            return accepted.count(SEE_OTHER) == acceptances
                    && (signedIn == null || signedIn.count(SEE_OTHER) == signedIn.begun());
        }
    }

    private Round none() {
        return round(() -> new Answers(accept(arrivals()), null));
    }

    private Round due() {
        return round(() -> {
            CompletableFuture<HttpAnswers> signIns = signIn();
            HttpAnswers accepted = accept(arrivals());
            return new Answers(accepted, signIns.join());
        });
    }

    /** Returns once as many passwords are due as may be. */
    private CompletableFuture<HttpAnswers> signIn() {
        Duration duration = LEAD.plus(run.sizes().latency());
        CompletableFuture<HttpAnswers> signIns = CompletableFuture.supplyAsync(
                () -> signingIn.run(Arrivals.asFastAsAnswered(duration), System.nanoTime(), others.signingIn()));
        LockSupport.parkNanos(LEAD.toNanos());
        return signIns;
    }

    private Arrivals arrivals() {
        return Arrivals.atRate(RATE, run.sizes().latency());
    }

    private HttpAnswers accept(Arrivals arrivals) {
        rounds++;
        SignedInPeople people = SignedInPeople.signIn(run.servers().database(), "accepting" + rounds, arrivals.count());
        return accepting.run(arrivals, System.nanoTime(), people.accepting(challenge.code()));
    }

    private Round round(Supplier<Answers> measuring) {
        for (int tries = 0; tries < TRIES; tries++) {
            Answers answers = measuring.get();
            run.awaitAllDecided();
            if (answers.haveNoRefusals(arrivals().count())) {
                return new Round(
                        answers.accepted().percentileMillis(P99),
                        answers.accepted().begun());
            }
            run.progress()
                    .say(
                            "hashes: measured again; acceptances by status %s, sign-ins %s",
                            answers.accepted().statuses(),
                            answers.signedIn() == null
                                    ? "none"
                                    : answers.signedIn().statuses());
        }
        throw new IllegalStateException("hashes: refusals in %d rounds (expected %d each)".formatted(TRIES, SEE_OTHER));
    }

    @Override
    public void close() {
        accepting.close();
        signingIn.close();
    }
}
