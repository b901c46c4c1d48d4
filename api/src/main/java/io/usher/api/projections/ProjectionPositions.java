package io.usher.api.projections;

import static io.usher.api.projections.ColumnArrays.integers;
import static io.usher.api.projections.ColumnArrays.longs;
import static io.usher.api.projections.ColumnArrays.texts;
import static io.usher.api.projections.ColumnArrays.uuids;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.usher.runtime.Columns;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.StoredPosition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** How far the topics are projected, and what was projected last. */
final class ProjectionPositions {

    private final DatabaseClient database;

    ProjectionPositions(DatabaseClient database) {
        this.database = database;
    }

    Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        List<TopicPartition> asked = List.copyOf(partitions);
        return database.sql("""
                        insert into directory.projection_position (topic, partition, log_id, next_offset)
                        select topic, partition, log_id, 0
                        from unnest(:topics, :partitions, :logs) as asked (topic, partition, log_id)
                        order by topic, partition
                        on conflict do nothing""")
                .bind("topics", texts(asked, TopicPartition::topic))
                .bind("partitions", integers(asked, TopicPartition::partition))
                .bind("logs", uuids(asked, partition -> requireNonNull(logs.get(partition.topic()))))
                .then()
                .thenMany(database.sql("""
                                select topic, partition, log_id, leader_epoch, next_offset
                                from directory.projection_position
                                join unnest(:topics, :partitions) as asked (topic, partition) using (topic, partition)""")
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

    /** Of those partitions that have some. */
    Mono<Map<TopicPartition, RecentIds>> recent(Set<TopicPartition> partitions) {
        List<TopicPartition> asked = List.copyOf(partitions);
        return database.sql("""
                        select topic, partition, array_agg(id order by next_offset, place) as ids
                        from directory.projection_recent
                        join unnest(:topics, :partitions) as asked (topic, partition) using (topic, partition)
                        cross join unnest(ids) with ordinality as one (id, place)
                        group by topic, partition""")
                .bind("topics", texts(asked, TopicPartition::topic))
                .bind("partitions", integers(asked, TopicPartition::partition))
                .map(row -> {
                    Columns columns = new Columns(row);
                    RecentIds ids = new RecentIds();
                    ids.add(columns.bigints("ids"));
                    return Map.entry(new TopicPartition(columns.text("topic"), columns.integer("partition")), ids);
                })
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * Returns how many positions were where their batches begin, and moved. Not worth waiting for the disk: if the commit is
     * lost, so is all that was projected with it, and the records are read again.
     */
    Mono<Long> move(List<PositionedBatch> batches) {
        return database.sql("""
                        with relaxed as (select set_config('synchronous_commit', 'off', true))
                        update directory.projection_position as stored
                        set log_id = batch.new_log, leader_epoch = batch.epoch, next_offset = batch.new_offset
                        from relaxed, unnest(:topics, :partitions, :logs, :offsets, :newLogs, :epochs, :newOffsets)
                            as batch (topic, partition, log, next, new_log, epoch, new_offset)
                        where stored.topic = batch.topic and stored.partition = batch.partition
                          and stored.log_id = batch.log and stored.next_offset = batch.next""")
                .bind("topics", texts(batches, batch -> batch.from().topic()))
                .bind("partitions", integers(batches, batch -> batch.from().partition()))
                .bind("logs", uuids(batches, batch -> batch.from().log()))
                .bind("offsets", longs(batches, batch -> batch.from().next()))
                .bind("newLogs", uuids(batches, batch -> batch.to().log()))
                .bind(
                        "epochs",
                        batches.stream().map(batch -> batch.to().epoch()).toArray(Integer[]::new))
                .bind("newOffsets", longs(batches, batch -> batch.to().next()))
                .fetch()
                .rowsUpdated();
    }

    /** Drops those that are too old to be repeated. */
    Mono<Void> keepRecent(List<PositionedBatch> batches, Map<TopicPartition, Set<Long>> fresh) {
        List<StoredPosition> reached = batches.stream()
                .map(PositionedBatch::to)
                .filter(position -> fresh.containsKey(position.topicPartition()))
                .toList();
        return reached.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        with batch as (
                            select topic, partition, next_offset, ids::bigint[] as ids
                            from unnest(:topics, :partitions, :offsets, :ids)
                                as batch (topic, partition, next_offset, ids)),
                        dropped as (
                            delete from directory.projection_recent as old using batch
                            where old.topic = batch.topic and old.partition = batch.partition
                              and (old.next_offset <= batch.next_offset - :most
                                   or old.next_offset > batch.next_offset))
                        insert into directory.projection_recent (topic, partition, next_offset, ids)
                        select topic, partition, next_offset, ids from batch
                        on conflict (topic, partition, next_offset) do update set ids = excluded.ids""")
                        .bind("topics", texts(reached, StoredPosition::topic))
                        .bind("partitions", integers(reached, StoredPosition::partition))
                        .bind("offsets", longs(reached, StoredPosition::next))
                        .bind(
                                "ids",
                                texts(
                                        reached,
                                        position -> fresh.getOrDefault(position.topicPartition(), Set.of()).stream()
                                                .map(String::valueOf)
                                                .collect(joining(",", "{", "}"))))
                        .bind("most", (long) RecentIds.MOST)
                        .then();
    }
}
