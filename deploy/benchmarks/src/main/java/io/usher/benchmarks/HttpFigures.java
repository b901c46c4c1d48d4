package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.function.BiFunction;

/** Measures {@code httpEmpty}, {@code http} and {@code refuse} in alternation, against one API; no worker runs. */
final class HttpFigures implements AutoCloseable {

    static final int CONNECTIONS = 64;

    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private final Run run;
    private final HttpLoad load;
    private final Challenge open;
    private final Challenge full;
    private int calls;
    private long accepted;
    private long doubtful;

    private HttpFigures(Run run, HttpLoad load) {
        this.run = run;
        this.load = load;
        this.open = run.open("http");
        this.full = run.full("full");
    }

    static void measure(Run run) {
        run.progress().say("the API starts");
        long before = run.topics().records(Topic.ACCEPTANCES_REQUESTED);
        try (HttpFigures figures = start(run)) {
            figures.warmUp();
            for (int i = 0; i < run.sizes().rounds(); i++) {
                figures.round();
            }
            figures.check(before);
        }
    }

    static HttpFigures start(Run run) {
        return new HttpFigures(run, new HttpLoad(run.programs().require(Program.API), CONNECTIONS));
    }

    @Override
    public void close() {
        load.close();
    }

    private void warmUp() {
        Duration duration = run.sizes().warmUp();
        Round empty = empty(duration);
        Round http = http(duration);
        Round refuse = refuse(duration);
        run.progress().say("warming up: %s", rates(empty.value(), http.value(), refuse.value()));
    }

    private void round() {
        Duration duration = run.sizes().round();
        double empty = run.rounds("httpEmpty").add(() -> empty(duration));
        double http = run.rounds("http").add(() -> http(duration));
        double refuse = run.rounds("refuse").add(() -> refuse(duration));
        run.progress().say("%s", rates(empty, http, refuse));
    }

    private static String rates(double empty, double http, double refuse) {
        return "httpEmpty: %s/s, http: %s/s, refuse: %s/s"
                .formatted(Report.number(empty), Report.number(http), Report.number(refuse));
    }

    private Round empty(Duration duration) {
        return round(call(duration, SeatRequests::empty, open, ACCEPTED), ACCEPTED);
    }

    Round http(Duration duration) {
        return round(ask(duration, open, ACCEPTED), ACCEPTED);
    }

    private Round refuse(Duration duration) {
        return round(ask(duration, full, CONFLICT), CONFLICT);
    }

    /** What cannot be refused for sure, because the database is slow, is answered 202 and queued. */
    private HttpAnswers ask(Duration duration, Challenge challenge, int expected) {
        HttpAnswers answers = call(duration, SeatRequests::of, challenge, expected);
        accepted += answers.count(ACCEPTED);
        doubtful += answers.begun() - answers.count(ACCEPTED) - answers.count(CONFLICT);
        return answers;
    }

    private HttpAnswers call(
            Duration duration,
            BiFunction<InvitationId, String, SeatRequests> requests,
            Challenge challenge,
            int expected) {
        calls++;
        HttpAnswers answers = load.run(
                Arrivals.asFastAsAnswered(duration),
                System.nanoTime(),
                requests.apply(challenge.invitation(), "http" + calls));
        if (answers.count(expected) < answers.begun()) {
            run.progress().say("answers by status: %s (expected only %d)", answers.statuses(), expected);
        }
        return answers;
    }

    private static Round round(HttpAnswers answers, int status) {
        return new Round(answers.perSecond(status), Math.max(1, answers.count(status)));
    }

    /**
     * Each 202 is a request in the topic. Of what was answered otherwise nobody knows, which is rare. Who was refused is
     * nowhere.
     */
    private void check(long before) {
        long appended = run.topics().records(Topic.ACCEPTANCES_REQUESTED) - before;
        if (appended < accepted || appended > accepted + doubtful || full.acceptances() != 0) {
            throw new IllegalStateException("requests in the topic: %d (expected %d), acceptances of the full one: %d"
                    .formatted(appended, accepted, full.acceptances()));
        }
    }
}
