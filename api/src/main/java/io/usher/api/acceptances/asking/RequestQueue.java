package io.usher.api.acceptances.asking;

import io.usher.api.commands.KeyUse;
import io.usher.contract.event.AcceptanceRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where requests wait for their decision. The order in which it takes them for one invitation is their order. */
public interface RequestQueue {

    /**
     * Never fails. Goes on when cancelled: what is under way cannot be called back.
     *
     * @param use travels with the request, so that other instances know the key too
     */
    Mono<Placement> add(AcceptanceRequested request, @Nullable KeyUse use);

    /** What became of it. */
    sealed interface Placement {

        /**
         * The request is replicated as far as the topic demands.
         *
         * @param offset orders the requests of one partition; those of one invitation are in one
         */
        record Placed(int partition, long offset, Instant appendedAt) implements Placement {}

        /** Too many are under way; this one was not sent. */
        record TooMany() implements Placement {}

        /** No confirmation came: the request may or may not be in the queue. */
        record Unconfirmed() implements Placement {}
    }
}
