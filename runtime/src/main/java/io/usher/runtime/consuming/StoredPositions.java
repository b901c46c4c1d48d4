package io.usher.runtime.consuming;

import static io.usher.runtime.ColumnArrays.column;
import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.longs;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.Objects.requireNonNull;

import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The positions of one consumer in a table with the columns topic, partition, log_id, leader_epoch and next_offset. */
public final class StoredPositions {

    private final DatabaseClient database;
    private final String table;

    /** @param table with its schema */
    public StoredPositions(DatabaseClient database, String table) {
        this.database = database;
        this.table = table;
    }

    /** As {@link PositionedStore#positions}. */
    public Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        List<TopicPartition> asked = List.copyOf(partitions);
        return database.sql("""
                        insert into %s (topic, partition, log_id, next_offset)
                        select topic, partition, log_id, 0
                        from unnest(:topics, :partitions, :logs) as asked (topic, partition, log_id)
                        order by topic, partition
                        on conflict do nothing""".formatted(table))
                .bind("topics", texts(asked, TopicPartition::topic))
                .bind("partitions", integers(asked, TopicPartition::partition))
                .bind("logs", uuids(asked, partition -> requireNonNull(logs.get(partition.topic()))))
                .then()
                .thenMany(database.sql("""
                                select topic, partition, log_id, leader_epoch, next_offset
                                from %s
                                join unnest(:topics, :partitions) as asked (topic, partition)
                                    using (topic, partition)""".formatted(table))
                        .bind("topics", texts(asked, TopicPartition::topic))
                        .bind("partitions", integers(asked, TopicPartition::partition))
                        .map(row -> position(new Columns(row)))
                        .all())
                .collectList();
    }

    private static StoredPosition position(Columns row) {
        return new StoredPosition(
                row.text("topic"),
                row.integer("partition"),
                row.uuid("log_id"),
                row.optionalInteger("leader_epoch"),
                row.bigint("next_offset"));
    }

    /**
     * Moves the positions in the caller's transaction, and returns how many were where their batches begin. Such a
     * transaction does not wait for the disk: if its commit is lost, so is all that was stored with the positions, and the
     * records are read again.
     */
    public Mono<Long> move(List<PositionedBatch> batches) {
        return database.sql("""
                        with relaxed as (select set_config('synchronous_commit', 'off', true))
                        update %s as stored
                        set log_id = batch.new_log, leader_epoch = batch.epoch, next_offset = batch.new_offset
                        from relaxed, unnest(:topics, :partitions, :logs, :offsets, :newLogs, :epochs, :newOffsets)
                            as batch (topic, partition, log, next, new_log, epoch, new_offset)
                        where stored.topic = batch.topic and stored.partition = batch.partition
                          and stored.log_id = batch.log and stored.next_offset = batch.next""".formatted(table))
                .bind("topics", texts(batches, batch -> batch.from().topic()))
                .bind("partitions", integers(batches, batch -> batch.from().partition()))
                .bind("logs", uuids(batches, batch -> batch.from().log()))
                .bind("offsets", longs(batches, batch -> batch.from().next()))
                .bind("newLogs", uuids(batches, batch -> batch.to().log()))
                .bind(
                        "epochs",
                        column(batches, Integer[]::new, batch -> batch.to().epoch()))
                .bind("newOffsets", longs(batches, batch -> batch.to().next()))
                .fetch()
                .rowsUpdated();
    }
}
