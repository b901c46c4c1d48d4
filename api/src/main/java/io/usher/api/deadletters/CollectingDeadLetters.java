package io.usher.api.deadletters;

import io.usher.api.database.Transactions;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.PositionedStore;
import io.usher.runtime.consuming.PositionsMovedException;
import io.usher.runtime.consuming.StoredPosition;
import io.usher.runtime.consuming.StoredPositions;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Stores the records of the topics of dead letters, each once however often it was set aside, in one transaction with the
 * positions.
 */
final class CollectingDeadLetters implements PositionedStore {

    static final Set<String> TOPICS =
            Arrays.stream(Topic.values()).map(Topic::deadLetters).collect(Collectors.toUnmodifiableSet());

    private final DeadLetters letters;
    private final LateDeadLetters late;
    private final StoredPositions positions;
    private final Transactions transactions;
    private final Clock clock;

    CollectingDeadLetters(
            DeadLetters letters,
            LateDeadLetters late,
            DatabaseClient database,
            Transactions transactions,
            Clock clock) {
        this.letters = letters;
        this.late = late;
        this.positions = new StoredPositions(database, "directory.dead_letter_position");
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        return transactions.inOne(positions.positions(partitions, logs));
    }

    @Override
    public Mono<Void> store(List<PositionedBatch> batches) {
        return Mono.defer(() -> {
            Map<UUID, StoredDeadLetter> read = new LinkedHashMap<>();
            batches.stream()
                    .flatMap(batch -> batch.records().stream())
                    .map(StoredDeadLetter::from)
                    .forEach(letter -> read.putIfAbsent(letter.about().id(), letter));
            return transactions
                    .inOne(positions
                            .move(batches)
                            .filter(moved -> moved == batches.size())
                            .switchIfEmpty(Mono.error(() -> new PositionsMovedException(batches.size())))
                            .then(letters.add(read.values()))
                            .then(Mono.defer(() -> late.forget(read.values(), clock.instant()))))
                    .then();
        });
    }
}
