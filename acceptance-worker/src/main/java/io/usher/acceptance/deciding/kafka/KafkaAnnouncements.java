package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Announcements;
import io.usher.acceptance.deciding.kafka.ReadingRequests.SetAside;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
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

    /** Half of what a producer buffers. */
    private static final long BYTES_AT_ONCE = 16 << 20;

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

    /** Encodes and sends as much at a time as fits the producer's buffer; the next only when the brokers have that. */
    private Mono<Void> send(Supplier<Stream<ProducerRecord<byte[], byte[]>>> records) {
        return Mono.defer(() -> {
            Iterator<ProducerRecord<byte[], byte[]>> left = records.get().iterator();
            // Sending may wait for metadata or for room in the buffer: not on a thread that others need.
            return Mono.fromCallable(() -> sendSome(left))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(Mono::fromFuture)
                    .repeat(left::hasNext)
                    .then();
        });
    }

    private CompletableFuture<Void> sendSome(Iterator<ProducerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        long bytes = 0;
        while (records.hasNext() && bytes < BYTES_AT_ONCE) {
            ProducerRecord<byte[], byte[]> next = records.next();
            bytes += next.value() == null ? 0 : next.value().length;
            sent.add(kafka.send(next));
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }
}
