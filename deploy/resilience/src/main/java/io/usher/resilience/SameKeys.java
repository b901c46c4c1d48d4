package io.usher.resilience;

import io.usher.contract.id.InvitationId;
import io.usher.resilience.ApiClient.Answer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** Two APIs are given the same Idempotency-Key at the same moment, with two bodies and with one. */
final class SameKeys implements Fault {

    @Override
    public void strike(FaultRun run) {
        String key = "key-%d".formatted(run.random().nextLong());
        List<Answer> other = both(run, key, "one-" + key, "two-" + key);
        Set<Integer> statuses = statuses(other);
        if (!statuses.equals(Set.of(202, 422)) && !statuses.equals(Set.of(202, 409)) && !statuses.contains(503)) {
            run.violations().add("same key, two bodies", "%s: %s", key, statuses);
        }
        List<Answer> same = both(run, key + "-same", "same-" + key, "same-" + key);
        Set<String> ids = new TreeSet<>();
        same.forEach(answer -> ids.add(answer.body().path("id").asString("")));
        if (statuses(same).equals(Set.of(202)) && ids.size() != 1) {
            run.violations().add("same key, one body", "%s: %s", key, ids);
        }
    }

    private static Set<Integer> statuses(List<Answer> answers) {
        Set<Integer> statuses = new TreeSet<>();
        answers.forEach(answer -> statuses.add(answer.status()));
        return statuses;
    }

    private static List<Answer> both(FaultRun run, String key, String one, String two) {
        List<String> urls = run.installation().urls();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answer> first =
                    CompletableFuture.supplyAsync(() -> ask(run, urls.getFirst(), key, one), threads);
            CompletableFuture<Answer> second =
                    CompletableFuture.supplyAsync(() -> ask(run, urls.getLast(), key, two), threads);
            return List.of(first.join(), second.join());
        }
    }

    private static Answer ask(FaultRun run, String url, String key, String person) throws UncheckedIOException {
        // Unlimited, and neither disabled nor expired in the middle of the load.
        InvitationId invitation = run.scenario().offers().getLast().invitation();
        return new ApiClient(url, Installation.TOKEN)
                .post(
                        "/invitations/%s/acceptances".formatted(invitation),
                        "{\"email\": \"%s\"}".formatted(run.scenario().address(person)),
                        "Idempotency-Key",
                        key);
    }
}
