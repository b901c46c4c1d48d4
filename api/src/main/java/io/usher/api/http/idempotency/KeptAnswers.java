package io.usher.api.http.idempotency;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** The answers of the last 24 hours. */
public interface KeptAnswers {

    /**
     * Takes the request's place, to be filled in the same transaction or a later one. Returns the step that the request
     * has reached, "" if none. Empty if the place was taken since {@code after}, unless it was by the same request and is
     * not filled; waits for a transaction that is just taking it.
     */
    Mono<String> claim(RepeatableRequest request, Instant now, Instant after);

    /** Takes the request's place. If it was taken since {@code after}, it stays as it is, whoever took it. */
    Mono<Void> reserve(RepeatableRequest request, Instant now, Instant after);

    /** Keeps the step that the request has reached. */
    Mono<Void> reach(RepeatableRequest request, String step);

    Mono<Void> fill(RepeatableRequest request, byte[] sealed);

    Mono<SealedAnswer> find(RepeatableRequest request);

    /** Deletes the oldest of those before the time, at most so many; answers how many are gone. */
    Mono<Long> forgetBefore(Instant time, int most);

    /**
     * An answer with the fingerprint of the request that it answered, Base64 both.
     *
     * @param takenAt when the request took its place
     */
    record SealedAnswer(String fingerprint, String sealed, Instant takenAt) {}
}
