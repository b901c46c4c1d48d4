package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.EarlierRequests.Earlier;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Queues a request under an idempotency key once. A repeat gets the answer of the first request; another request under
 * the same key is refused.
 */
final class OncePerKey {

    private final EarlierRequests earlier;
    private final ConcurrentHashMap<Digest, Attempt> running = new ConcurrentHashMap<>();

    OncePerKey(EarlierRequests earlier) {
        this.earlier = earlier;
    }

    /**
     * @param repeat makes the answer for a request that was queued before
     * @param first queues the request and remembers it
     */
    Mono<Answer> ask(KeyUse use, Function<Earlier, Answer> repeat, Mono<Answer> first) {
        return Mono.defer(() -> {
            Attempt mine = new Attempt(use.request(), attempt(use, repeat, first));
            Attempt other = running.putIfAbsent(use.key(), mine);
            return join(other == null ? mine : other, use);
        });
    }

    private static Mono<Answer> join(Attempt attempt, KeyUse use) {
        return attempt.request().equals(use.request())
                ? attempt.answer()
                : Mono.just(new Refused(SeatRefusals.KEY_REUSED));
    }

    /** Continues if its subscribers cancel: a request that is being sent must be remembered. */
    private Mono<Answer> attempt(KeyUse use, Function<Earlier, Answer> repeat, Mono<Answer> first) {
        return Mono.defer(() -> earlier.madeUnder(use.key())
                        .map(before -> before.request().equals(use.request())
                                ? Mono.just(repeat.apply(before))
                                : Mono.<Answer>just(new Refused(SeatRefusals.KEY_REUSED)))
                        .orElse(first))
                .doFinally(end -> running.remove(use.key()))
                .cache();
    }

    private record Attempt(Digest request, Mono<Answer> answer) {}
}
