package io.usher.api.repeating;

import io.usher.api.problem.Problem;
import io.usher.api.repeating.KeptAnswers.Kept;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Gives a request that is sent again the answer that it had, for 24 hours. Effect and answer are kept in one
 * transaction: of requests that arrive at the same time one has the effect and the others wait for its answer. A
 * refusal is kept like any other answer, once what it undid is undone; a failure of ours is not.
 */
public final class AnsweringOnce {

    static final Duration KEPT = Duration.ofHours(24);

    private static final int SERVER_ERROR = 500;

    private final KeptAnswers answers;
    private final Transactions transactions;
    private final Clock clock;

    public AnsweringOnce(KeptAnswers answers, Transactions transactions, Clock clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The answer kept for the request, or that of the effect, which is then kept.
     *
     * @param refusal what a caller is answered whom the effect refuses
     */
    public Mono<Answer> answer(
            RepeatableRequest request, Supplier<Mono<Answer>> effect, Function<Problem, Answer> refusal) {
        return answer(request, effect)
                .onErrorResume(
                        Problem.class,
                        problem -> problem.status() < SERVER_ERROR
                                ? answer(request, () -> Mono.just(refusal.apply(problem)))
                                : Mono.error(problem));
    }

    private Mono<Answer> answer(RepeatableRequest request, Supplier<Mono<Answer>> effect) {
        return transactions.inOne(Mono.defer(() -> {
            Instant now = clock.instant();
            return answers.claim(request, now, now.minus(KEPT))
                    .flatMap(first -> first ? take(request, effect) : repeat(request));
        }));
    }

    private Mono<Answer> take(RepeatableRequest request, Supplier<Mono<Answer>> effect) {
        return effect.get()
                .flatMap(answer -> answers.fill(request, SealedAnswer.seal(answer, request))
                        .thenReturn(answer));
    }

    private Mono<Answer> repeat(RepeatableRequest request) {
        return answers.find(request).map(kept -> open(kept, request));
    }

    private static Answer open(Kept kept, RepeatableRequest request) {
        if (!kept.fingerprint().equals(request.fingerprint())) {
            throw Problem.unprocessable(
                    "idempotency-key-reused", "This Idempotency-Key was used for another request.", List.of());
        }
        return SealedAnswer.open(Base64.getDecoder().decode(kept.sealed()), request);
    }

    /** Forgets what is older than 24 hours. */
    public Mono<Long> forgetOld() {
        return Mono.defer(() -> answers.forgetBefore(clock.instant().minus(KEPT)));
    }
}
