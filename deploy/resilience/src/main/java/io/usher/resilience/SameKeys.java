package io.usher.resilience;

import static java.util.stream.Collectors.toCollection;

import io.usher.contract.id.InvitationId;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * The same Idempotency-Key, with one body and with two, at the same moment and one after the other, at one API and at
 * two. Two APIs that get two bodies within the time that the log takes from one to the other may take both: then these
 * are two requests, each with an id and a decision of its own, which the final check covers.
 */
final class SameKeys implements Fault {

    /** How long the second API has had to read of the first request; a busy machine takes its time. */
    private static final List<Duration> READ_WITHIN =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9));

    /**
     * What came back.
     *
     * @param status 0 = no answer
     * @param id of the acceptance; empty if there is none
     */
    private record Said(int status, String id) {}

    @Override
    public void strike(FaultRun run) {
        String key = "key-%d".formatted(run.random().nextLong());
        List<String> urls = run.installation().urls();
        String first = urls.getFirst();
        String second = urls.getLast();

        List<Said> two = sideBySide(run, key, first, "one-" + key, first, "two-" + key);
        if (!oneWins(two)) {
            run.violations().add("same key, two bodies, one API", "%s: %s", key, statuses(two));
        }
        List<Said> apart = sideBySide(run, key + "-apart", first, "three-" + key, second, "four-" + key);
        if (statuses(apart).equals(Set.of(202)) && ids(apart).size() != 2) {
            run.violations().add("same key, two bodies, two APIs, one id", "%s: %s", key, ids(apart));
        }
        List<Said> same = sideBySide(run, key + "-same", first, "same-" + key, second, "same-" + key);
        if (statuses(same).equals(Set.of(202)) && ids(same).size() != 1) {
            run.violations().add("same key, one body", "%s: %s", key, ids(same));
        }
        if (READ_WITHIN.stream().noneMatch(wait -> isKnownElsewhere(run, key, first, second, wait))) {
            run.violations().add("same key, another body later, another API", "%s: taken", key);
        }
    }

    private static boolean isKnownElsewhere(FaultRun run, String key, String first, String second, Duration wait) {
        String mine = "%s-%s".formatted(key, wait);
        Said taken = ask(run, first, mine, "first-" + mine);
        Waiting.untilNanoTime(System.nanoTime() + wait.toNanos());
        Said other = ask(run, second, mine, "other-" + mine);
        return oneWins(List.of(taken, other));
    }

    /** Without an answer, or a confirmation of the broker in time, nothing is known; an overrun API looks at neither. */
    private static boolean oneWins(List<Said> answers) {
        Set<Integer> statuses = statuses(answers);
        return statuses.contains(0)
                || statuses.contains(429)
                || statuses.contains(503)
                || statuses.equals(Set.of(202, 422))
                || statuses.equals(Set.of(202, 409));
    }

    private static Set<Integer> statuses(List<Said> answers) {
        return answers.stream().map(Said::status).collect(toCollection(TreeSet::new));
    }

    private static Set<String> ids(List<Said> answers) {
        return answers.stream().map(Said::id).collect(toCollection(TreeSet::new));
    }

    private static List<Said> sideBySide(
            FaultRun run, String key, String firstUrl, String one, String secondUrl, String two) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Said> first = CompletableFuture.supplyAsync(() -> ask(run, firstUrl, key, one), threads);
            CompletableFuture<Said> second =
                    CompletableFuture.supplyAsync(() -> ask(run, secondUrl, key, two), threads);
            return List.of(first.join(), second.join());
        }
    }

    private static Said ask(FaultRun run, String url, String key, String person) {
        // Unlimited, and neither disabled nor expired in the middle of the load.
        InvitationId invitation = run.scenario().offers().getLast().invitation();
        try {
            Answer answer = new ApiClient(url, Installation.TOKEN)
                    .post(
                            "/invitations/%s/acceptances".formatted(invitation),
                            "{\"email\": \"%s\"}".formatted(run.scenario().address(person)),
                            "Idempotency-Key",
                            key);
            return new Said(answer.status(), answer.body().path("id").asString(""));
        } catch (UncheckedIOException noAnswer) {
            return new Said(0, "");
        }
    }
}
