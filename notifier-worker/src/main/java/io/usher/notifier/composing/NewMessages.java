package io.usher.notifier.composing;

import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where messages wait to be sent. */
public interface NewMessages {

    /**
     * Stores all whose purpose is new and whose recipient has not been erased since, or, on an error, none; emits how many
     * those were. May be repeated.
     */
    Mono<Long> add(List<Called> messages);

    /** @param at when the event was published that calls for the message */
    record Called(NewMessage message, Instant at) {}
}
