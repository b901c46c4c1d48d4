package io.usher.acceptance.deciding.kafka;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Reads the positions of partitions that are assigned to a consumer, and forgets those that are taken from it. For the
 * container of the commands alone: were it a bean, Spring Boot would give it to every container.
 */
final class CommandRebalances implements ConsumerAwareRebalanceListener {

    private final PartitionPositions positions;

    CommandRebalances(PartitionPositions positions) {
        this.positions = positions;
    }

    /** Discards what is known: another worker may have advanced the positions. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget(consumer, partitions);
        positions.resume(consumer, partitions);
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.finish(new AssignedPartition(consumer, partition)));
        forget(consumer, partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget(consumer, partitions);
    }

    private void forget(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.forget(new AssignedPartition(consumer, partition)));
    }
}
