package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Announcements;
import io.usher.acceptance.deciding.kafka.ReadingRequests.SetAside;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Publishes with acknowledgement by all replicas, through one idempotent producer that keeps the order of each key. */
@Component
class KafkaAnnouncements implements Announcements {

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final Clock clock;

    KafkaAnnouncements(KafkaTemplate<byte[], byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    @Override
    public Mono<Void> publish(List<EventMessage> messages) {
        return send(() -> messages.stream().map(EventCodec::encode));
    }

    /** Puts records aside with the reason and tells operators. */
    Mono<Void> setAside(List<SetAside> unreadable) {
        return send(() -> unreadable.stream()
                .flatMap(one ->
                        DeadLetter.of(one.consumed(), one.reason(), Source.ACCEPTANCE_WORKER, clock.instant())
                                .stream()));
    }

    /** Sending may wait for metadata or for room in the buffer: not on a thread that others need. */
    private Mono<Void> send(Supplier<Stream<ProducerRecord<byte[], byte[]>>> records) {
        return Mono.fromFuture(() ->
                        CompletableFuture.allOf(records.get().map(kafka::send).toArray(CompletableFuture[]::new)))
                .subscribeOn(Schedulers.boundedElastic());
    }
}
