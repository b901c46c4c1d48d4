package io.usher.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics past every group. For one thread. */
final class TopicReader implements AutoCloseable {

    private static final Duration READ_WITHIN = Duration.ofMinutes(5);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static TopicReader of(String bootstrapServers) {
        return new TopicReader(new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.poll.records", 5000,
                        "reconnect.backoff.max.ms", 500,
                        "default.api.timeout.ms", 20_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** Where each partition of the topics ends. */
    Map<TopicPartition, Long> ends(List<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        return new HashMap<>(consumer.endOffsets(partitions));
    }

    /** The records of each of the partitions from one offset to another, in order. A partition without offset begins at 0. */
    List<ConsumerRecord<byte[], byte[]>> read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        consumer.assign(until.keySet());
        until.keySet().forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        while (until.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not read within %s: %s".formatted(READ_WITHIN, until));
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
