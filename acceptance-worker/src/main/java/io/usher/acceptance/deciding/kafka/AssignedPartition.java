package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.LogPosition;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A partition as one consumer reads it; a program may have several consumers. Only for the thread of the consumer. */
record AssignedPartition(Consumer<?, ?> consumer, TopicPartition partition) {

    String topic() {
        return partition.topic();
    }

    int number() {
        return partition.partition();
    }

    /** With the epoch, the consumer notices if the log was cut below the position, and goes back by itself. */
    void fetchFrom(LogPosition position) {
        consumer.seek(partition, new OffsetAndMetadata(position.next(), Optional.ofNullable(position.epoch()), ""));
    }

    /** The first offset that the log still has. Blocks until the broker responds. */
    long beginning() {
        return requireNonNull(consumer.beginningOffsets(List.of(partition)).get(partition));
    }

    @Override
    public String toString() {
        return partition.toString();
    }
}
