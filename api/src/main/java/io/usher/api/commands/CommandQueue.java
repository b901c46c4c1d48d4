package io.usher.api.commands;

import io.usher.contract.kafka.EventMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Commands that wait for the worker. It executes commands with the same record key in the order of being added. */
public interface CommandQueue {

    /**
     * Never fails. Continues if it is cancelled: a record that is being sent cannot be recalled.
     *
     * @param use is sent with the command, so that other instances know the key too; null = there is no key
     */
    Mono<Delivery> add(EventMessage command, @Nullable KeyUse use);

    /** The result of adding a command. */
    enum Delivery {
        /** The command is replicated as the topic requires. */
        CONFIRMED,
        /** Too many commands are in flight; this one was not sent. */
        OVERLOADED,
        /** The broker did not confirm the command: it may or may not be in the queue. */
        UNCONFIRMED
    }
}
