package io.usher.api.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what was published, from the beginning of the topics or from a moment on. */
public final class Published implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Decoded when they are asked for: other tests publish tens of thousands. */
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    private Published(Topic... topics) {
        this.consumer = new KafkaConsumer<>(
                // Other tests publish tens of thousands of events.
                Map.of(
                        "bootstrap.servers",
                        TestServers.kafka().bootstrapServers(),
                        "max.poll.records",
                        20_000,
                        "max.partition.fetch.bytes",
                        8 * 1024 * 1024),
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
        return decoded(record -> true);
    }

    /** What has been published so far with the key. */
    public List<Readable> under(String key) {
        byte[] bytes = key.getBytes(UTF_8);
        return decoded(record -> Arrays.equals(record.key(), bytes));
    }

    /** As {@link #under}, the events alone. */
    public List<Event> of(String key) {
        return under(key).stream().map(Readable::event).toList();
    }

    private List<Readable> decoded(Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        // Other tests put on the topics what nobody can read.
        return records.stream()
                .filter(wanted)
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(Readable.class::cast)
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
