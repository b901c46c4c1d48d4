package io.usher.api.database;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** Runs the work of one use case as one transaction. */
public interface Transactions {

    /**
     * Commits when the work completes; rolls back when it fails, is cancelled or takes longer than 10 s, which fails with
     * a {@link java.util.concurrent.TimeoutException}. Work inside of other work joins its transaction.
     */
    <T> Mono<T> inOne(Mono<T> work);

    /** The time by the database's clock, which all instances share, in milliseconds; within a transaction or without. */
    Mono<Instant> time();
}
