package io.usher.api.pages.joining;

import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.AskingForSeats;
import io.usher.api.acceptances.asking.SeatRequest;
import io.usher.api.accounts.signing.Names;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Asks for a seat for whoever has proven the address, as the API does for its callers. */
@Component
public final class Accepting {

    private final AskingForSeats asking;

    Accepting(AskingForSeats asking) {
        this.asking = asking;
    }

    /** What came of it. */
    public sealed interface Result {}

    /** It is in the queue. */
    public record Asked(AcceptanceId acceptance) implements Result {}

    /**
     * Nothing is in the queue.
     *
     * @param text key of the sentence that says why
     * @param retryAfter when the same request may succeed; empty if it will not by itself
     */
    public record NotAsked(HttpStatus status, String text, Optional<Duration> retryAfter) implements Result {}

    /**
     * Asks without waiting for the decision.
     *
     * @param person who asks, for limits
     * @param invitation code or id
     */
    public Mono<Result> accept(UUID person, String invitation, EmailAddress email, Names names) {
        return asking.askForOneself(
                        Caller.person(person),
                        new SeatRequest(
                                invitation, email, names.firstOrNull(), names.lastOrNull(), null, Duration.ZERO))
                .map(Accepting::result);
    }

    private static Result result(Answer answer) {
        return switch (answer) {
            case Answer.Queued queued -> new Asked(queued.acceptance().id());
            case Answer.Decided decided -> new Asked(decided.acceptance().id());
            case Answer.Refused refused ->
                new NotAsked(
                        status(refused.refusal()),
                        "refused." + refused.refusal().code(),
                        refused.refusal().retryAfter());
        };
    }

    private static HttpStatus status(Refusal refusal) {
        return HttpStatus.valueOf(Problem.of(refusal).status());
    }
}
