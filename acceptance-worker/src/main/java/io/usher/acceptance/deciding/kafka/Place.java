package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.LogPosition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How fetched records relate to the position of their partition. */
sealed interface Place {

    /** All of them are decided: they were fetched before the position advanced. */
    record Behind() implements Place {}

    /** The first of these is the next one to decide. */
    record Next(List<ConsumerRecord<byte[], byte[]>> records) implements Place {}

    /** The first of these is beyond the next one to decide. */
    record Ahead(List<ConsumerRecord<byte[], byte[]>> records) implements Place {}

    /**
     * The log lost decided records, and a later leader has appended others in their place.
     *
     * @param offset the first of them
     */
    record Overwritten(long offset) implements Place {}

    /** @param records of one partition of the log of the position, in order */
    static Place of(LogPosition position, List<ConsumerRecord<byte[], byte[]>> records) {
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            if (record.offset() >= position.next()) {
                List<ConsumerRecord<byte[], byte[]>> rest = records.subList(i, records.size());
                return record.offset() == position.next() ? new Next(rest) : new Ahead(rest);
            }
            if (isLater(record, position)) {
                return new Overwritten(record.offset());
            }
        }
        return new Behind();
    }

    /**
     * The epochs of leaders only increase along a log: no record below the position has a later one than the position.
     */
    private static boolean isLater(ConsumerRecord<byte[], byte[]> record, LogPosition position) {
        Integer decided = position.epoch();
        return decided != null
                && record.leaderEpoch().filter(epoch -> epoch > decided).isPresent();
    }
}
