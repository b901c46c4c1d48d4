package io.usher.notifier.composing;

import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** The messages that wait to be sent. */
interface NewMessages {

    /**
     * Stores all messages whose purpose is new and whose recipient has not been erased since; emits their number. For one
     * that another of its day came before, stores {@link AccountMails#afterFirstOfDay what is mailed instead}. Stores none on
     * an error. Publishes an event for each that is queued. May be repeated.
     */
    Mono<Long> add(List<Requested> messages);

    /** @param at when the person asked for a seat or was invited, not when the event was published */
    record Requested(NewMessage message, Instant at) {}
}
