package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the position of each partition while a row runs: how long one with requests waiting stood still, and whether one
 * went back.
 */
final class PositionWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(200);

    private final Sql sql;
    private final String bootstrapServers;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Instant> movedAt = new HashMap<>();
    private final List<String> rewinds = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ended;
    private Duration longestStall = Duration.ZERO;

    private PositionWatch(Sql sql, String bootstrapServers) {
        this.sql = sql;
        this.bootstrapServers = bootstrapServers;
        this.thread = Thread.ofPlatform().name("position watch").unstarted(this::run);
    }

    static PositionWatch start(Sql sql, String bootstrapServers) {
        PositionWatch watch = new PositionWatch(sql, bootstrapServers);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try (TopicReader reader = TopicReader.of(bootstrapServers)) {
            while (!ended) {
                try {
                    look(reader.ends(List.of(Topic.ACCEPTANCES_REQUESTED.topicName())));
                } catch (IllegalStateException | KafkaException serverIsAway) {
                    // Time goes on: a partition that does not move stands still.
                }
                Waiting.untilNanoTime(System.nanoTime() + EVERY.toNanos());
            }
        }
    }

    private synchronized void look(Map<TopicPartition, Long> ends) {
        Instant now = Instant.now();
        Map<Integer, Long> next = new HashMap<>();
        sql.query(
                        "select partition, next_offset from onboarding.position where topic = ?",
                        row -> Map.entry(row.getInt(1), row.getLong(2)),
                        Topic.ACCEPTANCES_REQUESTED.topicName())
                .forEach(position -> next.put(position.getKey(), position.getValue()));
        ends.forEach((partition, end) -> {
            int number = partition.partition();
            long position = next.getOrDefault(number, 0L);
            long before = positions.getOrDefault(number, position);
            if (position < before) {
                rewinds.add("partition %d went back from %d to %d".formatted(number, before, position));
            }
            Instant moved = movedAt.getOrDefault(number, now);
            if (position < end || position != before) {
                Duration stood = Duration.between(moved, now);
                longestStall = stood.compareTo(longestStall) > 0 ? stood : longestStall;
            }
            if (position >= end || position != before) {
                movedAt.put(number, now);
            } else {
                movedAt.putIfAbsent(number, now);
            }
            positions.put(number, position);
        });
    }

    /** Within the 200 ms between two looks. */
    synchronized Duration longestStall() {
        return longestStall;
    }

    synchronized List<String> rewinds() {
        return List.copyOf(rewinds);
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
