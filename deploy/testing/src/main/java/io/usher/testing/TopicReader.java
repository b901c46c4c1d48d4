package io.usher.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics without a consumer group and without committing offsets. For one thread. */
public final class TopicReader implements AutoCloseable {

    private static final Duration READ_WITHIN = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    public static TopicReader of(String bootstrapServers) {
        return new TopicReader(new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.poll.records", 5000,
                        "reconnect.backoff.max.ms", 500,
                        "default.api.timeout.ms", 20_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** Everything that the topics hold now, each partition in order. */
    public static List<ConsumerRecord<byte[], byte[]>> all(String bootstrapServers, String... topics) {
        try (TopicReader reader = of(bootstrapServers)) {
            return reader.read(Map.of(), reader.ends(List.of(topics)));
        }
    }

    /** The end offset of each partition of the topics. */
    public Map<TopicPartition, Long> ends(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        return new HashMap<>(consumer.endOffsets(partitions));
    }

    /**
     * The records of each partition of {@code until} between two offsets, in order.
     *
     * @param from the first offset of a partition; 0 for those that are missing
     * @param until the offset after the last one of a partition
     * @throws IllegalStateException if they cannot be read within five minutes
     */
    public List<ConsumerRecord<byte[], byte[]>> read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        consumer.assign(until.keySet());
        until.keySet().forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        while (until.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "topics: not read within %s (expected up to %s)".formatted(READ_WITHIN, until));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                // More may have come meanwhile.
                if (record.offset()
                        < requireNonNull(until.get(new TopicPartition(record.topic(), record.partition())))) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
