package io.usher.api.outbox;

import io.usher.contract.kafka.EventMessage;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where a change leaves its events. */
public interface Outbox {

    /**
     * Keeps the events in the transaction of the change. After its commit they are published at least once; those of
     * one key in the order in which they were kept, provided that changes of what the key names lock it first. Fails
     * with {@link EventTooLargeException}, and keeps nothing, if Kafka would refuse one of them for its size.
     */
    Mono<Void> append(List<EventMessage> events);
}
