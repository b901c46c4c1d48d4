package io.usher.notifier.publishing.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Publishes records. Records of one partition keep their order. */
@Component
public final class KafkaPublishing {

    /** Longer than the producer's delivery timeout: what it gives up has failed before. */
    private static final Duration WITHIN = Duration.ofSeconds(12);

    private final KafkaTemplate<byte[], byte[]> kafka;

    KafkaPublishing(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /** Completes when the brokers have all records; on an error some may be published. */
    public Mono<Void> publish(List<ProducerRecord<byte[], byte[]>> records) {
        return records.isEmpty()
                ? Mono.empty()
                // The producer blocks while it has no metadata or its buffer is full.
                : Mono.fromCallable(() -> send(records))
                        .subscribeOn(Schedulers.boundedElastic())
                        .flatMap(Mono::fromFuture)
                        .timeout(WITHIN);
    }

    private CompletableFuture<Void> send(List<ProducerRecord<byte[], byte[]>> records) {
        return CompletableFuture.allOf(records.stream().map(kafka::send).toArray(CompletableFuture[]::new));
    }
}
