package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Announcements;
import io.usher.acceptance.deciding.kafka.ReadingRequests.SetAside;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.EventPublisher;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Publishes decisions, and what cannot be read. */
@Component
class KafkaAnnouncements implements Announcements {

    private final EventPublisher publisher;
    private final Clock clock;

    KafkaAnnouncements(EventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public Mono<Void> publish(List<EventMessage> messages) {
        return publisher.publish(() -> messages.stream().map(EventCodec::encode));
    }

    /** Puts records aside with the reason and tells operators. */
    Mono<Void> setAside(List<SetAside> unreadable) {
        return publisher.publish(() -> unreadable.stream()
                .flatMap(one ->
                        DeadLetter.of(one.consumed(), one.reason(), Source.ACCEPTANCE_WORKER, clock.instant())
                                .stream()));
    }
}
