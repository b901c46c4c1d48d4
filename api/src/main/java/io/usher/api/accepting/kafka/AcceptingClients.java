package io.usher.api.accepting.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;

/** Makes Kafka clients with the settings that accepting relies on, and the program's own for all the rest. */
@Component
final class AcceptingClients implements DisposableBean {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final KafkaProperties kafka;
    private final Admin admin;

    /** Answers go on from here: neither the sender's own thread nor the network's does the work of HTTP. */
    private final Scheduler acknowledged = Schedulers.newSingle("acceptances-acknowledged");

    AcceptingClients(KafkaProperties kafka, Admin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** @param underWay how many records may be on their way */
    KafkaSender<byte[], byte[]> sender(int underWay) {
        Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "usher-api-accepting");
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1500);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3000);
        // Otherwise a quiet invitation's first request would wait for metadata, and others behind it.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(1).toMillis());
        return KafkaSender.create(SenderOptions.<byte[], byte[]>create(settings)
                .stopOnError(false)
                .maxInFlight(underWay)
                .closeTimeout(CLOSE_WITHIN)
                .scheduler(acknowledged));
    }

    Tail tail(TopicReader reader) {
        Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(
                ConsumerConfig.CLIENT_ID_CONFIG, "usher-api-" + reader.topic().topicName());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // A place that is gone is for the tail to know about.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new Tail(reader, ReceiverOptions.<byte[], byte[]>create(settings).closeTimeout(CLOSE_WITHIN), admin);
    }

    @Override
    public void destroy() {
        acknowledged.dispose();
    }
}
