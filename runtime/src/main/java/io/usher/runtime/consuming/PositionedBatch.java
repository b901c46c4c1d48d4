package io.usher.runtime.consuming;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The next records of a partition, and how they move its position.
 *
 * @param records in the order of the log; none if only the position moves, because the log was made anew or lost records
 */
public record PositionedBatch(StoredPosition from, StoredPosition to, List<ConsumerRecord<byte[], byte[]>> records) {

    public PositionedBatch {
        records = List.copyOf(records);
    }

    static PositionedBatch of(StoredPosition from, List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> last = records.getLast();
        return new PositionedBatch(from, from.at(last.leaderEpoch().orElse(null), last.offset() + 1), records);
    }
}
