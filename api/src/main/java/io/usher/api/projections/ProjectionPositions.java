package io.usher.api.projections;

import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.longs;
import static io.usher.runtime.ColumnArrays.texts;
import static java.util.stream.Collectors.joining;

import io.usher.runtime.Columns;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.StoredPosition;
import io.usher.runtime.consuming.StoredPositions;
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
    private final StoredPositions positions;

    ProjectionPositions(DatabaseClient database) {
        this.database = database;
        this.positions = new StoredPositions(database, "directory.projection_position");
    }

    Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        return positions.positions(partitions, logs);
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

    /** Returns how many positions were where their batches begin, and moved. */
    Mono<Long> move(List<PositionedBatch> batches) {
        return positions.move(batches);
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
