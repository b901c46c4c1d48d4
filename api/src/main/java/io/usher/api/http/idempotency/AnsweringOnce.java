package io.usher.api.http.idempotency;

import io.usher.api.database.Transactions;
import io.usher.api.http.idempotency.KeptAnswers.SealedAnswer;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.AgainstRule;
import io.usher.api.http.problem.Refusal.ChangedMeanwhile;
import io.usher.api.http.problem.Refusal.Conflict;
import io.usher.api.http.problem.Refusal.Forbidden;
import io.usher.api.http.problem.Refusal.Invalid;
import io.usher.api.http.problem.Refusal.NotFound;
import io.usher.api.http.problem.Refusal.TooLarge;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.problem.Refusal.Unauthorized;
import io.usher.api.http.problem.Refusal.Unavailable;
import io.usher.api.http.problem.Refusal.Unsupported;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gives a request that is sent again the answer that it had, for 24 hours. Effect and answer are kept in one
 * transaction: of requests that arrive at the same time one has the effect and the others wait for its answer. An effect
 * that takes several steps has a transaction for each, and the first one takes the key: if it stops before the last one,
 * the same request goes on where it stopped, and another one is refused. A refusal of what was asked has no effect and is
 * kept alike; nothing else is.
 */
public final class AnsweringOnce {

    static final Duration KEPT = Duration.ofHours(24);

    /** How many answers are forgotten in one transaction. */
    static final int STEP = 500;

    private final KeptAnswers answers;
    private final AnswerSeal seal;
    private final Transactions transactions;
    private final Clock clock;

    AnsweringOnce(KeptAnswers answers, AnswerSeal seal, Transactions transactions, Clock clock) {
        this.answers = answers;
        this.seal = seal;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The answer kept for the request, or that of the effect, which is then kept.
     *
     * @param effect empty after a step that is not the last one; then it is subscribed to again
     * @param refusal what a caller is answered whom the effect refuses
     */
    public Mono<KeptAnswer> answer(
            RepeatableRequest request, Supplier<Mono<KeptAnswer>> effect, Function<Refusal, KeptAnswer> refusal) {
        return answerInSteps(
                request, before -> effect.get().map(Stepped::last).defaultIfEmpty(Stepped.to("")), refusal);
    }

    /**
     * What one step of an effect came to.
     *
     * @param reached what the next one is to know, in any form
     * @param answer null if it was not the last one
     */
    record Stepped(String reached, @Nullable KeptAnswer answer) {

        static Stepped to(String reached) {
            return new Stepped(reached, null);
        }

        static Stepped last(KeptAnswer answer) {
            return new Stepped("", answer);
        }
    }

    /**
     * Like {@link #answer} for an effect that must not take a step twice: each one is given what the step before it has
     * reached, even if that was for the same request when it came earlier or comes at the same time.
     *
     * @param effect takes "" for the first step
     */
    Mono<KeptAnswer> answerInSteps(
            RepeatableRequest request, Function<String, Mono<Stepped>> effect, Function<Refusal, KeptAnswer> refusal) {
        return once(request, before -> Mono.defer(() -> effect.apply(before)).onErrorMap(Refusal.class, Refused::new))
                .repeatWhenEmpty(steps -> steps)
                .onErrorResume(
                        Refused.class,
                        refused -> isKept(refused.refusal)
                                ? once(request, before -> Mono.just(Stepped.last(refusal.apply(refused.refusal))))
                                : Mono.error(refused.refusal));
    }

    /** Callers who may not act, or act on nothing, leave nothing behind. */
    private static boolean isKept(Refusal refusal) {
        return switch (refusal) {
            case Invalid invalid -> true;
            case Conflict conflict -> true;
            case AgainstRule rule -> true;
            case Unauthorized unknown -> false;
            case Forbidden forbidden -> false;
            case NotFound notFound -> false;
            case ChangedMeanwhile changed -> false;
            case TooLarge tooLarge -> false;
            case Unsupported unsupported -> false;
            case TooMany tooMany -> false;
            case Unavailable unavailable -> false;
        };
    }

    private Mono<KeptAnswer> once(RepeatableRequest request, Function<String, Mono<Stepped>> effect) {
        return transactions.inOne(Mono.defer(() -> {
            Instant now = clock.instant();
            return answers.claim(request, now, now.minus(KEPT))
                    .singleOptional()
                    .flatMap(before -> before.map(reached -> take(request, effect.apply(reached)))
                            .orElseGet(() -> repeat(request)));
        }));
    }

    private Mono<KeptAnswer> take(RepeatableRequest request, Mono<Stepped> step) {
        return step.flatMap(stepped -> {
            KeptAnswer answer = stepped.answer();
            return answer == null
                    ? answers.reach(request, stepped.reached()).then(Mono.empty())
                    : answers.fill(request, seal.seal(answer, request)).thenReturn(answer);
        });
    }

    private Mono<KeptAnswer> repeat(RepeatableRequest request) {
        return answers.find(request).map(kept -> open(kept, request));
    }

    private KeptAnswer open(SealedAnswer kept, RepeatableRequest request) {
        requireSame(kept, request);
        return seal.open(Base64.getDecoder().decode(kept.sealed()), request);
    }

    private static void requireSame(SealedAnswer kept, RepeatableRequest request) {
        if (!kept.fingerprint().equals(request.fingerprint())) {
            throw Refusal.KEY_REUSED;
        }
    }

    /** Fails unless the request itself took the key in the last 24 hours: another request uses it elsewhere. */
    Mono<Void> requireTaken(RepeatableRequest request) {
        return transactions
                .inOne(Mono.defer(() -> answers.find(request)))
                .filter(kept -> !kept.takenAt().isBefore(clock.instant().minus(KEPT)))
                .switchIfEmpty(Mono.error(Refusal.KEY_REUSED))
                .doOnNext(kept -> requireSame(kept, request))
                .then();
    }

    /**
     * Takes the key for a request whose answer is not kept here. The same request may take it again; for 24 hours, any
     * other one under the key is refused.
     *
     * @return when the key was taken: the same for all requests under it, and another one after these 24 hours
     */
    Mono<Instant> reserve(RepeatableRequest request) {
        return transactions.inOne(Mono.defer(() -> {
            Instant now = clock.instant();
            return answers.reserve(request, now, now.minus(KEPT))
                    .then(Mono.defer(() -> answers.find(request)))
                    .doOnNext(kept -> requireSame(kept, request))
                    .map(SealedAnswer::takenAt);
        }));
    }

    /**
     * Forgets what is older than 24 hours, however much that is: in steps that are transactions of their own.
     *
     * @param progress is called after each step
     */
    Mono<Long> forgetOld(Runnable progress) {
        return Mono.defer(() -> forgetSome(clock.instant().minus(KEPT), progress));
    }

    private Mono<Long> forgetSome(Instant before, Runnable progress) {
        Mono<Long> step = transactions
                .inOne(Mono.defer(() -> answers.forgetBefore(before, STEP)))
                .doOnNext(forgotten -> progress.run());
        return step.expand(forgotten -> forgotten < STEP ? Mono.empty() : step).reduce(0L, Long::sum);
    }

    /** Undoes the transaction, which would otherwise commit what the effect did before it refused. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Refusal refusal;

        Refused(Refusal refusal) {
            super(null, refusal, false, false);
            this.refusal = refusal;
        }
    }
}
