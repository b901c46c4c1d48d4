package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes as the other programs do, and reads topics. */
final class Kafka {

    private static final Map<String, FollowedTopic> TOPICS = new ConcurrentHashMap<>();

    @GuardedBy("Kafka.class") private static @Nullable KafkaProducer<byte[], byte[]> producer;

    private Kafka() {}

    static void publish(Collection<? extends Event> events) {
        send(events.stream()
                .map(event -> EventCodec.encode(new EventMessage(Events.idOf(event), Source.API, Events.NOON, event)))
                .toList());
    }

    /** As if they had been published then. */
    static void publishAsOf(Instant time, Collection<? extends Event> events) {
        send(events.stream()
                .map(event -> EventCodec.encode(new EventMessage(Events.idOf(event), Source.API, Events.NOON, event)))
                .map(record -> new ProducerRecord<>(
                        record.topic(), null, time.toEpochMilli(), record.key(), record.value(), record.headers()))
                .toList());
    }

    /** Returns when the broker has them. */
    static void send(List<ProducerRecord<byte[], byte[]>> records) {
        KafkaProducer<byte[], byte[]> open = producer();
        List<Future<RecordMetadata>> sent = records.stream().map(open::send).toList();
        open.flush();
        sent.forEach(Kafka::check);
    }

    /** One for all tests. */
    private static synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            TestServers.kafka().bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    private static void check(Future<RecordMetadata> sent) {
        assertThat(sent.resultNow().hasOffset()).isTrue();
    }

    /** Everything in the topic, in the order of each partition. */
    static List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return TOPICS.computeIfAbsent(topic, FollowedTopic::new).read();
    }

    /** Reads each record once, however often it is asked. */
    private static final class FollowedTopic {

        private final String topic;
        private final TopicReader reader = TopicReader.of(TestServers.kafka().bootstrapServers());
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

        FollowedTopic(String topic) {
            this.topic = topic;
        }

        synchronized List<ConsumerRecord<byte[], byte[]>> read() {
            Map<TopicPartition, Long> ends = reader.ends(List.of(topic));
            read.addAll(reader.read(positions, ends));
            positions.putAll(ends);
            return List.copyOf(read);
        }
    }
}
