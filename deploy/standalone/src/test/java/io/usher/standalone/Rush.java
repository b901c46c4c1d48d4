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
import java.util.function.Supplier;

/** Many people request a seat of one invitation at the same time. */
final class Rush {

    private Rush() {}

    /**
     * One person's call and its response.
     *
     * @param status 0 if there was no response
     * @param code of a refusal
     */
    record Call(String email, int status, String code, Optional<AcceptanceId> acknowledged) {

        private static Call of(String email, Answer answer) {
            return new Call(
                    email,
                    answer.status(),
                    answer.body().path("code").asString(""),
                    answer.status() == 202
                            ? Optional.of(new AcceptanceId(
                                    UUID.fromString(answer.body().path("id").asString())))
                            : Optional.empty());
        }

        private static Call unanswered(String email) {
            return new Call(email, 0, "", Optional.empty());
        }
    }

    /**
     * Each person requests a seat once, all at once. Whoever is answered 503 sends the same request again, as the answer
     * says. Returns when all calls have ended.
     */
    static List<Call> on(ApiClient api, Challenge challenge, List<String> people) {
        try (ExecutorService everybody = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Call>> asking = people.stream()
                    .map(email -> everybody.submit(
                            () -> call(email, () -> api.postUntilConfirmed(path(challenge), body(email)))))
                    .toList();
            List<Call> answers = new ArrayList<>();
            for (Future<Call> one : asking) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One call, whatever its answer. */
    static Call ask(ApiClient api, Challenge challenge, String email) {
        return call(email, () -> api.post(path(challenge), body(email)));
    }

    private static Call call(String email, Supplier<Answer> answer) {
        try {
            return Call.of(email, answer.get());
        } catch (UncheckedIOException broken) {
            return Call.unanswered(email);
        }
    }

    private static String path(Challenge challenge) {
        return "/invitations/%s/acceptances".formatted(challenge.invitation());
    }

    private static String body(String email) {
        return "{\"email\": \"%s\", \"firstName\": \"Ada\"}".formatted(email);
    }
}
