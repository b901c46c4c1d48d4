package io.usher.acceptance.deciding;

import io.usher.contract.kafka.EventMessage;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where decisions are told. */
public interface Announcements {

    /** Completes when the brokers have all of them; the order is kept for each key. */
    Mono<Void> publish(List<EventMessage> messages);
}
