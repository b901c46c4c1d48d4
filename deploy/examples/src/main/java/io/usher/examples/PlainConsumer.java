package io.usher.examples;

import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumes with Kafka's own client. A new group begins at the oldest event that there is. */
public final class PlainConsumer {

    private PlainConsumer() {}

    public static void run(String servers, String group, JoinedMembers members, BooleanSupplier goesOn) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.MEMBERS.topicName()));
            while (goesOn.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    members.accept(record);
                }
                consumer.commitSync(); // After the effect: what was not committed comes again.
            }
        }
    }
}
