package io.usher.notifier.announcing.kafka;

import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.notifier.announcing.Announcements;
import io.usher.runtime.EventPublisher;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class KafkaAnnouncements implements Announcements {

    /**
     * Longer than the producer's delivery timeout: what it gives up has failed before. A transaction waits for it: see
     * the session's {@code idle_in_transaction_session_timeout}.
     */
    private static final Duration WITHIN = Duration.ofSeconds(12);

    private final EventPublisher publisher;

    KafkaAnnouncements(EventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public Mono<Void> publish(List<EventMessage> events) {
        return publisher.publish(() -> events.stream().map(EventCodec::encode)).timeout(WITHIN);
    }
}
