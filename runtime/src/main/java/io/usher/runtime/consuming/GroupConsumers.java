package io.usher.runtime.consuming;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** Makes the consumers of a group for a {@link PositionedConsumer}: what it requires, and the limits of its batches. */
public final class GroupConsumers implements Supplier<Consumer<byte[], byte[]>> {

    /** Whoever ends without leaving the group is soon missed. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private final KafkaProperties kafka;
    private final String group;
    private final Map<String, Object> own;

    /**
     * @param kafka the program's properties of consumers
     * @param group the name of the group, and of its clients
     * @param own Kafka's properties of this group's consumers alone
     */
    public GroupConsumers(KafkaProperties kafka, String group, Map<String, Object> own) {
        this.kafka = kafka;
        this.group = group;
        this.own = Map.copyOf(own);
    }

    @Override
    public Consumer<byte[], byte[]> get() {
        Map<String, Object> properties = new HashMap<>(kafka.buildConsumerProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.putAll(own);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
