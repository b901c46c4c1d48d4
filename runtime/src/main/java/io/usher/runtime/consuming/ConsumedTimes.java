package io.usher.runtime.consuming;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Up to which times of their records partitions are consumed. Not safe for several threads. */
final class ConsumedTimes {

    private final Map<TopicPartition, Instant> times = new HashMap<>();
    private Instant oldest;

    /** @param start for partitions of which nothing is known yet */
    ConsumedTimes(Instant start) {
        this.oldest = start;
    }

    /**
     * Returns the time of the partition that is furthest behind.
     *
     * @param lags how many records of each assigned partition are not consumed
     * @param consumed the newest records that are
     * @param now the time of a partition that is consumed completely
     */
    Instant update(Map<TopicPartition, Long> lags, ConsumerRecords<byte[], byte[]> consumed, Instant now) {
        Instant before = oldest;
        times.keySet().retainAll(lags.keySet());
        lags.forEach((partition, lag) -> {
            if (lag == 0) {
                times.put(partition, now);
            } else {
                times.putIfAbsent(partition, before);
                for (ConsumerRecord<byte[], byte[]> record : consumed.records(partition)) {
                    times.put(partition, Instant.ofEpochMilli(record.timestamp()));
                }
            }
        });
        oldest = times.values().stream().min(Comparator.naturalOrder()).orElse(now);
        return oldest;
    }
}
