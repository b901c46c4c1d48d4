package io.usher.api.acceptances.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.kafka.receiver.ReceiverPartition;

/** How far a topic is read, and whether that is as far as it went when reading began. Safe for several threads. */
final class Progress {

    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private final Map<Integer, Long> toCatchUp = new ConcurrentHashMap<>();
    private volatile boolean following;

    /** Whether there is no place to go on from. */
    boolean isNew() {
        return next.isEmpty();
    }

    /** Places the consumer; its positions are settled when this returns. */
    void place(Collection<ReceiverPartition> partitions, Consumer<ReceiverPartition> beginning) {
        // Some place for all of them first: a position is not reported while another partition has none.
        partitions.forEach(ReceiverPartition::seekToEnd);
        partitions.forEach(partition -> {
            Long reached = next.get(partition.topicPartition().partition());
            if (reached == null) {
                beginning.accept(partition);
            } else {
                partition.seek(reached);
            }
        });
        settle(partitions);
    }

    private void settle(Collection<ReceiverPartition> partitions) {
        Map<Integer, Long> placed = new HashMap<>();
        for (ReceiverPartition partition : partitions) {
            int number = partition.topicPartition().partition();
            long position = partition.position();
            placed.put(number, position);
            toCatchUp.compute(number, (same, before) -> end(partition, position));
        }
        // All or nothing: a partition without a place would count as a new one.
        next.putAll(placed);
        following = true;
    }

    /** Null if the position is the end. */
    private static @Nullable Long end(ReceiverPartition partition, long position) {
        Long end = partition.endOffset();
        return end == null || end <= position ? null : end;
    }

    /** Counts the record as read, before it is: what could not be read once is not tried for ever. */
    void pass(ConsumerRecord<byte[], byte[]> record) {
        next.put(record.partition(), record.offset() + 1);
    }

    /** The record is read. */
    void passed(ConsumerRecord<byte[], byte[]> record) {
        if (!toCatchUp.isEmpty()) {
            toCatchUp.computeIfPresent(record.partition(), (number, end) -> record.offset() + 1 >= end ? null : end);
        }
    }

    void interrupted() {
        following = false;
    }

    /** The places are gone: begin anew. */
    void lost() {
        next.clear();
        toCatchUp.clear();
    }

    boolean isFollowing() {
        return following && toCatchUp.isEmpty();
    }
}
