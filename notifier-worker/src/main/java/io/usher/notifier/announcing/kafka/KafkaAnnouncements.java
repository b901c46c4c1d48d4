package io.usher.notifier.announcing.kafka;

import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.notifier.announcing.Announcements;
import io.usher.notifier.publishing.kafka.KafkaPublishing;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class KafkaAnnouncements implements Announcements {

    private final KafkaPublishing publishing;

    KafkaAnnouncements(KafkaPublishing publishing) {
        this.publishing = publishing;
    }

    @Override
    public Mono<Void> publish(List<EventMessage> events) {
        return Mono.defer(
                () -> publishing.publish(events.stream().map(EventCodec::encode).toList()));
    }
}
