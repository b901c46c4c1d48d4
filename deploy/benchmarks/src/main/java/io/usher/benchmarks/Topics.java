package io.usher.benchmarks;

import static java.util.UUID.randomUUID;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one broker, as something outside of the programs sees them. For one thread. */
final class Topics implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.consumer = consumer();
    }

    /** Creates them as the programs do. */
    static Topics create(String bootstrapServers) {
        try (Admin admin = admin(bootstrapServers)) {
            admin.createTopics(Topic.all().toList())
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        return new Topics(bootstrapServers);
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    List<TopicPartition> partitions(Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(partition -> new TopicPartition(topic.topicName(), partition.partition()))
                .toList();
    }

    /** How many records were ever appended. */
    long records(Topic topic) {
        return consumer.endOffsets(partitions(topic)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Appends events, and returns when the broker has them. */
    void publish(int from, int until, IntFunction<Event> events) {
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = from; i < until; i++) {
                EventMessage message =
                        new EventMessage(randomUUID().toString(), Source.API, Instant.now(), events.apply(i));
                var unused = producer.send(EventCodec.encode(message), (appended, failure) -> {
                    if (failure != null) {
                        failed.set(failure);
                    }
                });
            }
            producer.flush();
        }
        if (failed.get() != null) {
            throw new IllegalStateException("the topic was not filled", failed.get());
        }
    }

    /** Makes a consumer group that does not run go on behind what there is now. */
    void skipToEnd(String group, Topic topic) {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        consumer.endOffsets(partitions(topic))
                .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
        try (Admin admin = admin(bootstrapServers)) {
            admin.alterConsumerGroupOffsets(group, ends)
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
