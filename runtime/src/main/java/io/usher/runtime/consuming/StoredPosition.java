package io.usher.runtime.consuming;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has been consumed.
 *
 * @param log the log that the offset belongs to: the topic's id. A topic that is created anew under the same name has
 *     another one
 * @param epoch of the leader that appended the last consumed record; null if unknown
 * @param next the first offset that is not consumed
 */
public record StoredPosition(
        String topic, int partition, UUID log, @Nullable Integer epoch, long next) {

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    StoredPosition at(@Nullable Integer newEpoch, long offset) {
        return new StoredPosition(topic, partition, log, newEpoch, offset);
    }
}
