package io.usher.api.outbox;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Where a change leaves its events. */
public interface Outbox {

    /**
     * Keeps the events in the transaction of the change. After its commit they are published at least once; those of
     * one key in the order in which they were kept, provided that changes of what the key names lock it first. Fails
     * with {@link EventTooLargeException}, and keeps nothing, if Kafka would refuse one of them for its size.
     */
    Mono<Void> append(List<EventMessage> events);

    /** The same for events that have no id yet. */
    default Mono<Void> append(List<? extends Event> events, Instant at, Supplier<UUID> ids) {
        return append(events.stream()
                .map(event -> new EventMessage(ids.get().toString(), Source.API, at, event))
                .toList());
    }
}
