package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import io.usher.testing.TopicReader;
import io.usher.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches the position of each partition during a load: how long one with pending requests did not advance, and, by a
 * trigger, whether one went back.
 */
final class PositionWatch implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private static final String NOTE_REWINDS = """
            create schema if not exists resilience;
            create table if not exists resilience.rewind (finding text not null);
            delete from resilience.rewind;
            create or replace function resilience.note_rewind() returns trigger language plpgsql security definer as
            $$
            begin
                insert into resilience.rewind values (format('partition %s went back from %s to %s',
                    new.partition, old.next_offset, new.next_offset));
                return null;
            end
            $$;
            drop trigger if exists note_rewind on onboarding.position;
            create trigger note_rewind after update on onboarding.position
                for each row when (new.next_offset < old.next_offset) execute function resilience.note_rewind();
            """;

    private final Sql sql;
    private final String bootstrapServers;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Instant> movedAt = new HashMap<>();
    private final Thread thread;
    private volatile boolean ended;
    private Duration longestStall = Duration.ZERO;

    private PositionWatch(Sql sql, String bootstrapServers) {
        this.sql = sql;
        this.bootstrapServers = bootstrapServers;
        this.thread = Thread.ofPlatform().name("position watch").unstarted(this::run);
    }

    static PositionWatch start(Sql sql, String bootstrapServers) {
        sql.update(NOTE_REWINDS);
        PositionWatch watch = new PositionWatch(sql, bootstrapServers);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try (TopicReader reader = TopicReader.of(bootstrapServers)) {
            while (!ended) {
                try {
                    poll(reader.ends(List.of(Topic.ACCEPTANCES_REQUESTED.topicName())));
                } catch (IllegalStateException | KafkaException serverIsDown) {
                    // The stall continues: the next poll measures it.
                }
                Waiting.untilNanoTime(System.nanoTime() + POLL_INTERVAL.toNanos());
            }
        }
    }

    private synchronized void poll(Map<TopicPartition, Long> ends) {
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
            Instant moved = movedAt.getOrDefault(number, now);
            if (position < end || position != before) {
                Duration stalled = Duration.between(moved, now);
                longestStall = stalled.compareTo(longestStall) > 0 ? stalled : longestStall;
            }
            if (position >= end || position != before) {
                movedAt.put(number, now);
            } else {
                movedAt.putIfAbsent(number, now);
            }
            positions.put(number, position);
        });
    }

    /** With a precision of 200 ms. */
    synchronized Duration longestStall() {
        return longestStall;
    }

    /** Returns all rewinds so far, and stops recording them. */
    List<String> rewinds() {
        sql.update("drop trigger note_rewind on onboarding.position");
        return sql.query("select finding from resilience.rewind", row -> row.getString(1));
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
