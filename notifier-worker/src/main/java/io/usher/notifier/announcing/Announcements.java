package io.usher.notifier.announcing;

import io.usher.contract.kafka.EventMessage;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where events about mails are published. */
public interface Announcements {

    /** Completes when all are published, those of one message in their order; on an error some may be. */
    Mono<Void> publish(List<EventMessage> events);
}
