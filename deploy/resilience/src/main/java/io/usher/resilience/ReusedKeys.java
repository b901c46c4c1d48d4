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
 * Reuses an Idempotency-Key, with the same body and with two, at the same time and one after the other, at one API and
 * at two. Two APIs may accept two bodies if neither has read of the other's request yet. Then these are two requests,
 * each with an id and a decision, which the final check covers.
 */
final class ReusedKeys implements Fault {

    /** How long the second API has to read of the first request; a busy machine takes longer. */
    private static final List<Duration> READ_WITHIN =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9));

    /**
     * A response.
     *
     * @param status 0 if there was none
     * @param id of the acceptance; empty if there is none
     */
    private record Response(int status, String id) {}

    @Override
    public void strike(FaultRun run) {
        String key = "key-%d".formatted(run.random().nextLong());
        List<String> urls = run.installation().urls();
        String first = urls.getFirst();
        String second = urls.getLast();

        List<Response> two = sideBySide(run, key, first, "one-" + key, first, "two-" + key);
        if (!oneWins(two)) {
            run.violations().add("same key, two bodies, one API", "%s: %s", key, statuses(two));
        }
        List<Response> apart = sideBySide(run, key + "-apart", first, "three-" + key, second, "four-" + key);
        if (statuses(apart).equals(Set.of(202)) && ids(apart).size() != 2) {
            run.violations().add("same key, two bodies, two APIs, one id", "%s: %s", key, ids(apart));
        }
        List<Response> same = sideBySide(run, key + "-same", first, "same-" + key, second, "same-" + key);
        if (statuses(same).equals(Set.of(202)) && ids(same).size() != 1) {
            run.violations().add("same key, one body", "%s: %s", key, ids(same));
        }
        if (READ_WITHIN.stream().noneMatch(wait -> isKnownElsewhere(run, key, first, second, wait))) {
            run.violations().add("same key, another body later, another API", "%s: accepted", key);
        }
    }

    private static boolean isKnownElsewhere(FaultRun run, String key, String first, String second, Duration wait) {
        String mine = "%s-%s".formatted(key, wait);
        Response taken = ask(run, first, mine, "first-" + mine);
        Waiting.untilNanoTime(System.nanoTime() + wait.toNanos());
        Response other = ask(run, second, mine, "other-" + mine);
        return oneWins(List.of(taken, other));
    }

    /**
     * Without a response or a timely acknowledgement by the broker, the outcome is unknown; an overloaded API checks no
     * key.
     */
    private static boolean oneWins(List<Response> responses) {
        Set<Integer> statuses = statuses(responses);
        return statuses.contains(0)
                || statuses.contains(429)
                || statuses.contains(503)
                || statuses.equals(Set.of(202, 422))
                || statuses.equals(Set.of(202, 409));
    }

    private static Set<Integer> statuses(List<Response> responses) {
        return responses.stream().map(Response::status).collect(toCollection(TreeSet::new));
    }

    private static Set<String> ids(List<Response> responses) {
        return responses.stream().map(Response::id).collect(toCollection(TreeSet::new));
    }

    private static List<Response> sideBySide(
            FaultRun run, String key, String firstUrl, String one, String secondUrl, String two) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Response> first =
                    CompletableFuture.supplyAsync(() -> ask(run, firstUrl, key, one), threads);
            CompletableFuture<Response> second =
                    CompletableFuture.supplyAsync(() -> ask(run, secondUrl, key, two), threads);
            return List.of(first.join(), second.join());
        }
    }

    private static Response ask(FaultRun run, String url, String key, String person) {
        // Unlimited, and neither disabled nor expired in the middle of the load.
        InvitationId invitation = run.scenario().offers().getLast().invitation();
        try {
            Answer answer = new ApiClient(url, Installation.TOKEN)
                    .post(
                            "/invitations/%s/acceptances".formatted(invitation),
                            "{\"email\": \"%s\"}".formatted(run.scenario().address(person)),
                            "Idempotency-Key",
                            key);
            return new Response(answer.status(), answer.body().path("id").asString(""));
        } catch (UncheckedIOException noResponse) {
            return new Response(0, "");
        }
    }
}
