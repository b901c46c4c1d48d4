package io.usher.standalone;

import io.usher.contract.id.AcceptanceId;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many people who ask for one invitation at the same time. */
final class Rush {

    private Rush() {}

    /**
     * What one person was answered.
     *
     * @param status 0 where the connection broke before an answer
     * @param code of a refusal
     */
    record Asked(String email, int status, String code, Optional<AcceptanceId> acknowledged) {

        private static Asked of(String email, Answer answer) {
            return new Asked(
                    email,
                    answer.status(),
                    answer.body().path("code").asString(""),
                    answer.status() == 202
                            ? Optional.of(new AcceptanceId(
                                    UUID.fromString(answer.body().path("id").asString())))
                            : Optional.empty());
        }

        private static Asked inVain(String email) {
            return new Asked(email, 0, "", Optional.empty());
        }
    }

    /** Each asks once, all at once. Returns when all have an answer. */
    static List<Asked> on(ApiClient api, Challenge challenge, List<String> people) {
        try (ExecutorService everybody = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Asked>> asking = people.stream()
                    .map(email -> everybody.submit(() -> ask(api, challenge, email)))
                    .toList();
            List<Asked> answers = new ArrayList<>();
            for (Future<Asked> one : asking) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Asked ask(ApiClient api, Challenge challenge, String email) {
        try {
            return Asked.of(
                    email,
                    api.post(
                            "/invitations/%s/acceptances".formatted(challenge.invitation()),
                            "{\"email\": \"%s\", \"firstName\": \"Ada\"}".formatted(email)));
        } catch (UncheckedIOException broken) {
            return Asked.inVain(email);
        }
    }
}
