package io.usher.api.commands;

import io.usher.contract.kafka.EventMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where commands wait for the worker. It carries out those of one key in the order in which they were added. */
public interface CommandQueue {

    /**
     * Never fails. Goes on if it is cancelled: what is under way cannot be called back.
     *
     * @param use travels with the command, so that other instances know that the key is taken; null = there is no key
     */
    Mono<Delivery> add(EventMessage command, @Nullable KeyUse use);

    /** What became of it. */
    enum Delivery {
        /** The command is replicated as far as the topic demands. */
        CONFIRMED,
        /** Too many are under way; this one was not sent. */
        OVERLOADED,
        /** No confirmation came: the command may or may not be in the queue. */
        UNCONFIRMED
    }
}
