package io.usher.runtime.consuming;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/** Keeps positions beside what a program makes of the records, so that both move in one transaction. */
public interface PositionedStore {

    /**
     * The stored position of each partition, stored now at offset 0 if there was none.
     *
     * @param logs the topics' ids
     */
    Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs);

    /**
     * Stores what the records come to and moves the positions: all of it or, on any failure, nothing. Fails with {@link
     * PositionsMovedException} if a stored position is not the one that its batch begins at.
     *
     * @param batches one for each partition, of any of the topics
     */
    Mono<Void> store(List<PositionedBatch> batches);
}
