package io.usher.api.acceptances.asking;

import io.usher.api.commands.KeyUse;
import io.usher.contract.event.AcceptanceRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Requests that wait for their decision. Requests for one invitation are decided in the order of being added. */
public interface RequestQueue {

    /**
     * Never fails. Continues if it is cancelled: a record that is being sent cannot be recalled.
     *
     * @param use is sent with the request, so that other instances know the key too; null = there is no key
     */
    Mono<Placement> add(AcceptanceRequested request, @Nullable KeyUse use);

    /** The result of adding a request. */
    sealed interface Placement {

        /**
         * The request is replicated as the topic requires.
         *
         * @param offset the order of the requests in a partition; all requests for one invitation are in one partition
         */
        record Placed(int partition, long offset, Instant appendedAt) implements Placement {}

        /** Too many requests are in flight; this one was not sent. */
        record TooMany() implements Placement {}

        /** The broker did not confirm the request: it may or may not be in the queue. */
        record Unconfirmed() implements Placement {}
    }
}
