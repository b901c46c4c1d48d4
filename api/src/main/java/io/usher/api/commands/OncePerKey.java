package io.usher.api.commands;

import io.usher.api.commands.EarlierRequests.Earlier;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Of the requests for seats and withdrawals of a caller that use one idempotency key, lets only equal ones through. Knows
 * those that are being queued by this instance, and those that it has refused or any instance has queued before.
 * Thread-safe.
 */
public final class OncePerKey {

    private final EarlierRequests earlier;
    private final ConcurrentHashMap<Digest, Attempt> running = new ConcurrentHashMap<>();

    public OncePerKey(EarlierRequests earlier) {
        this.earlier = earlier;
    }

    /**
     * The result of {@code first}, which equal requests at the same time share, or of {@code repeat} if an equal request
     * was answered before. Empty if another request was made under the key.
     *
     * @param type of the result: the same for all requests that are equal
     * @param first queues or refuses the request and remembers it; continues if its subscribers cancel
     */
    public <T> Mono<T> queue(KeyUse use, Class<T> type, Function<Earlier, Mono<T>> repeat, Mono<T> first) {
        return Mono.defer(() -> {
            Attempt mine = new Attempt(use.request(), attempt(use, repeat, first));
            Attempt other = running.putIfAbsent(use.key(), mine);
            Attempt attempt = other == null ? mine : other;
            return attempt.request().equals(use.request()) ? attempt.result().cast(type) : Mono.empty();
        });
    }

    /** Continues if its subscribers cancel: a request that is being sent must be remembered. */
    private <T> Mono<T> attempt(KeyUse use, Function<Earlier, Mono<T>> repeat, Mono<T> first) {
        return Mono.defer(() -> earlier.madeUnder(use.key())
                        .map(before -> before.request().equals(use.request()) ? repeat.apply(before) : Mono.<T>empty())
                        .orElse(first))
                .doFinally(end -> running.remove(use.key()))
                .cache();
    }

    /** Whether another request is known under the key, answered or being queued. */
    public boolean isTakenByAnother(KeyUse use) {
        Attempt attempt = running.get(use.key());
        return (attempt != null && !attempt.request().equals(use.request()))
                || earlier.madeUnder(use.key())
                        .filter(before -> !before.request().equals(use.request()))
                        .isPresent();
    }

    /** Reports that a request was queued. */
    public void remember(KeyUse use, Instant queuedAt) {
        earlier.remember(use, queuedAt);
    }

    /** Reports that a request was refused at once. */
    public void rememberRefused(KeyUse use, RejectionReason reason) {
        earlier.rememberRefused(use, reason);
    }

    private record Attempt(Digest request, Mono<?> result) {}
}
