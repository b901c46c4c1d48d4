package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.benchmarks.Rounds.Round;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Measures {@code httpEmpty}, {@code page}, {@code http}, {@code accept} and {@code refuse} in alternation, against one API;
 * no worker runs.
 */
final class HttpFigures implements AutoCloseable {

    static final int CONNECTIONS = 64;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int SEE_OTHER = 303;
    private static final int CONFLICT = 409;

    /** How many people are signed in before the first acceptances, for each second of them. */
    private static final double FIRST_RATE = 2000;

    /** So many times as many as accepted before: who runs out of people ends the round early. */
    private static final double MORE = 2;

    private final Run run;
    private final HttpLoad load;
    private final Challenge open;
    private final Challenge full;
    private final byte[] pageRequest;
    private int calls;
    private double acceptRate = FIRST_RATE;
    private long accepted;
    private long doubtful;

    private HttpFigures(Run run, HttpLoad load) {
        this.run = run;
        this.load = load;
        this.open = run.open("http");
        this.full = run.full("full");
        this.pageRequest = ("GET " + path(open)
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: en\r\n"
                        + "Accept-Encoding: gzip\r\n\r\n")
                .getBytes(UTF_8);
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
            figures.weigh();
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
        Round page = page(duration);
        Round http = http(duration);
        Round accept = accept(signedIn(duration), duration);
        Round refuse = refuse(duration);
        run.progress()
                .say(
                        "warming up: %s",
                        rates(empty.value(), page.value(), http.value(), accept.value(), refuse.value()));
    }

    private void round() {
        Duration duration = run.sizes().round();
        double empty = measured("httpEmpty", () -> empty(duration));
        double page = measured("page", () -> page(duration));
        double http = measured("http", () -> http(duration));
        SignedInPeople people = signedIn(duration);
        double accept = measured("accept", () -> accept(people, duration));
        double refuse = measured("refuse", () -> refuse(duration));
        run.progress().say("%s", rates(empty, page, http, accept, refuse));
    }

    /** What the figure before left in the heap is collected first: otherwise the next one may be stopped for it. */
    private double measured(String figure, Supplier<Round> once) {
        LiveHeap.collect(run.programs().pid(Program.API));
        return run.rounds(figure).add(once);
    }

    private static String rates(double empty, double page, double http, double accept, double refuse) {
        return "httpEmpty: %s/s, page: %s/s, http: %s/s, accept: %s/s, refuse: %s/s"
                .formatted(
                        Report.number(empty),
                        Report.number(page),
                        Report.number(http),
                        Report.number(accept),
                        Report.number(refuse));
    }

    private Round empty(Duration duration) {
        return round(
                call(
                        Arrivals.asFastAsAnswered(duration),
                        SeatRequests.empty(open.invitation(), nextPeople()),
                        ACCEPTED),
                ACCEPTED);
    }

    /** The page of one invitation, as browsers load it that have not seen it before. */
    Round page(Duration duration) {
        return round(call(Arrivals.asFastAsAnswered(duration), request -> pageRequest, OK), OK);
    }

    Round http(Duration duration) {
        return round(ask(duration, open, ACCEPTED), ACCEPTED);
    }

    /** Whoever accepts in the next round: each session is looked up in the database once. */
    SignedInPeople signedIn(Duration duration) {
        int count = (int) Math.ceil(MORE * acceptRate * duration.toNanos() / 1e9);
        return SignedInPeople.signIn(run.servers().database(), nextPeople(), count);
    }

    /** The button of the page of the invitation, pressed by each of them. */
    Round accept(SignedInPeople people, Duration duration) {
        HttpAnswers answers =
                call(Arrivals.asFastAsAnswered(duration, people.count()), people.accepting(open.code()), SEE_OTHER);
        accepted += answers.count(SEE_OTHER);
        doubtful += answers.begun() - answers.count(SEE_OTHER);
        acceptRate = answers.perSecond(SEE_OTHER);
        return round(answers, SEE_OTHER);
    }

    private Round refuse(Duration duration) {
        return round(ask(duration, full, CONFLICT), CONFLICT);
    }

    /** What cannot be refused for sure, because the database is slow, is answered 202 and queued. */
    private HttpAnswers ask(Duration duration, Challenge challenge, int expected) {
        HttpAnswers answers = call(
                Arrivals.asFastAsAnswered(duration), SeatRequests.of(challenge.invitation(), nextPeople()), expected);
        accepted += answers.count(ACCEPTED);
        doubtful += answers.begun() - answers.count(ACCEPTED) - answers.count(CONFLICT);
        return answers;
    }

    /** No two measurements are of the same people. */
    private String nextPeople() {
        calls++;
        return "http" + calls;
    }

    private HttpAnswers call(Arrivals arrivals, IntFunction<byte[]> requests, int expected) {
        HttpAnswers answers = load.run(arrivals, System.nanoTime(), requests);
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

    private void weigh() {
        double kilobytes = LandingPageWeight.kilobytes(run.programs().require(Program.API), path(open));
        run.progress().say("page size: %s KB", Report.number(kilobytes));
        run.note(Measured.once("page size", " KB", kilobytes));
    }

    private static String path(Challenge challenge) {
        return "/i/" + challenge.code();
    }
}
