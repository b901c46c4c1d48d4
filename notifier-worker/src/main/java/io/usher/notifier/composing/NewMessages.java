package io.usher.notifier.composing;

import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where messages wait to be sent. */
interface NewMessages {

    /**
     * Stores all whose purpose is new and whose recipient has not been erased since, or, on an error, none; emits how many
     * those were. Each is reported as queued. May be repeated.
     */
    Mono<Long> add(List<Called> messages);

    /** @param at when the person asked for what the message is about, or was invited; not when that was published */
    record Called(NewMessage message, Instant at) {}
}
