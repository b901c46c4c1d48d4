package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.topics.TopicFollower;
import io.usher.api.acceptances.topics.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;
import reactor.kafka.receiver.ReceiverOptions;

/** Creates Kafka clients with the settings that accepting relies on. All other settings are those of the program. */
@Component
final class AcceptingClients {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final KafkaProperties kafka;
    private final Admin admin;

    AcceptingClients(KafkaProperties kafka, Admin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** A producer whose {@code send} never blocks: it fails at once if it cannot accept the record. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "usher-api-accepting");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 3);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1500);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3000);
        // Otherwise the first request after a long idle time would find no metadata and fail.
        settings.put(
                ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    TopicFollower follower(TopicReader reader) {
        Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(
                ConsumerConfig.CLIENT_ID_CONFIG, "usher-api-" + reader.topic().topicName());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // The follower itself handles an offset that no longer exists.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new TopicFollower(
                reader, ReceiverOptions.<byte[], byte[]>create(settings).closeTimeout(CLOSE_WITHIN), admin);
    }
}
