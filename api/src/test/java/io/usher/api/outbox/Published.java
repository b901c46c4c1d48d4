package io.usher.api.outbox;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what was published, from the beginning of the topics or from a moment on. */
public final class Published implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Readable> events = new ArrayList<>();

    private Published(Topic... topics) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : topics) {
            consumer.partitionsFor(topic.topicName())
                    .forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
        }
        consumer.assign(partitions);
    }

    public static Published fromTheBeginning(Topic... topics) {
        Published published = new Published(topics);
        published.consumer.seekToBeginning(published.consumer.assignment());
        return published;
    }

    /** Everything that has been published so far. */
    public List<Readable> all() {
        for (ConsumerRecord<byte[], byte[]> consumed : consumer.poll(Duration.ofMillis(200))) {
            // Other tests put on the topics what nobody can read.
            if (EventCodec.decode(consumed) instanceof Readable readable) {
                events.add(readable);
            }
        }
        return List.copyOf(events);
    }

    /** What has been published so far with the key. */
    public List<Event> of(String key) {
        return all().stream()
                .map(Readable::event)
                .filter(event -> event.key().equals(key))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
