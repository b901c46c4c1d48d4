package io.usher.runtime.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A store in memory, which keeps the values of the records. Safe for several threads. */
final class StoredRecords implements PositionedStore {

    private final Map<TopicPartition, StoredPosition> positions = new HashMap<>();
    private final List<String> values = new ArrayList<>();
    private int failures;
    private @Nullable Runnable beforeStore;

    synchronized List<String> values() {
        return List.copyOf(values);
    }

    synchronized void failNext(int times) {
        failures = times;
    }

    /** Runs once, when the next batch with records is about to be stored. */
    synchronized void beforeNextStore(Runnable action) {
        beforeStore = action;
    }

    /** As if another instance had stored the records up to there. */
    synchronized void move(TopicPartition partition, long next) {
        positions.computeIfPresent(partition, (same, position) -> position.at(null, next));
    }

    @Override
    public synchronized Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        return Mono.just(partitions.stream()
                .map(partition -> positions.computeIfAbsent(
                        partition,
                        fresh -> new StoredPosition(
                                fresh.topic(),
                                fresh.partition(),
                                logs.getOrDefault(fresh.topic(), new UUID(0, 0)),
                                null,
                                0)))
                .toList());
    }

    @Override
    public synchronized Mono<Void> store(List<PositionedBatch> batches) {
        Runnable action = beforeStore;
        if (action != null
                && batches.stream().anyMatch(batch -> !batch.records().isEmpty())) {
            beforeStore = null;
            action.run();
        }
        if (failures > 0) {
            failures--;
            return Mono.error(new IllegalStateException("store: away"));
        }
        if (batches.stream()
                .anyMatch(
                        batch -> !batch.from().equals(positions.get(batch.from().topicPartition())))) {
            return Mono.error(new PositionsMovedException(batches.size()));
        }
        batches.forEach(batch -> {
            positions.put(batch.to().topicPartition(), batch.to());
            values.addAll(batch.records().stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .toList());
        });
        return Mono.empty();
    }
}
