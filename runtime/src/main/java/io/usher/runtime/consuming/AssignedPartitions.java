package io.usher.runtime.consuming;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The partitions that one consumer is assigned, and where each goes on: what the store says, never what Kafka's group
 * remembers. A partition is paused until its position is known. Confined to the consumer's thread, which waits for the
 * store.
 */
final class AssignedPartitions implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private static final Duration STORED_WITHIN = Duration.ofSeconds(40);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicIds logs;
    private final PositionedStore store;
    private final Map<TopicPartition, StoredPosition> placed = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    AssignedPartitions(Consumer<byte[], byte[]> consumer, TopicIds logs, PositionedStore store) {
        this.consumer = consumer;
        this.logs = logs;
        this.store = store;
    }

    /** Within a poll, where a failure of the store would lose the assignment: the position is looked up before the next. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> consumer.seek(partition, 0));
        consumer.pause(partitions);
        unplaced.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(placed::remove);
        unplaced.removeAll(partitions);
    }

    /** After a failure: all positions are looked up again. */
    void forget() {
        placed.clear();
        unplaced.addAll(consumer.assignment());
        consumer.pause(unplaced);
    }

    /** Stores the next records of all partitions as one transaction, and returns them. */
    ConsumerRecords<byte[], byte[]> storeNext(Duration atMost) {
        place();
        ConsumerRecords<byte[], byte[]> records = poll(atMost);
        if (records.isEmpty()) {
            return records;
        }
        Map<String, UUID> current = logs.current();
        if (placed.values().stream().anyMatch(at -> !at.log().equals(current.get(at.topic())))) {
            // The records may be the old log's: their offsets mean nothing in the new one.
            forget();
            return ConsumerRecords.empty();
        }
        List<PositionedBatch> batches = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            batches.add(batch(requireNonNull(placed.get(partition)), records.records(partition)));
        }
        store(batches);
        return records;
    }

    private static PositionedBatch batch(StoredPosition from, List<ConsumerRecord<byte[], byte[]>> records) {
        long first = records.getFirst().offset();
        if (first > from.next()) {
            LOG.warn("{}: no records at {} to {}, going on behind them", from.topicPartition(), from.next(), first - 1);
        }
        return PositionedBatch.of(from, records);
    }

    private void store(List<PositionedBatch> batches) {
        var unused = await(store.store(batches).thenReturn(true));
        batches.forEach(batch -> placed.put(batch.to().topicPartition(), batch.to()));
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        try {
            return consumer.poll(atMost);
        } catch (LogTruncationException truncated) {
            truncated.divergentOffsets().forEach(this::goBack);
            forget();
        } catch (InvalidOffsetException gone) {
            forget();
        }
        return ConsumerRecords.empty();
    }

    private void goBack(TopicPartition partition, OffsetAndMetadata divergent) {
        StoredPosition position = placed.get(partition);
        if (position != null && divergent.offset() < position.next()) {
            LOG.error(
                    "{}: lost its tail; {} to {} were consumed and are not in the log any more,"
                            + " what was appended in their place is consumed now",
                    partition,
                    divergent.offset(),
                    position.next() - 1);
            store(List.of(new PositionedBatch(
                    position, position.at(divergent.leaderEpoch().orElse(null), divergent.offset()), List.of())));
        }
    }

    private void place() {
        if (unplaced.isEmpty()) {
            return;
        }
        Map<String, UUID> current = logs.current();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(unplaced);
        Map<TopicPartition, Long> ends = consumer.endOffsets(unplaced);
        for (StoredPosition stored : await(store.positions(Set.copyOf(unplaced), current))) {
            TopicPartition partition = stored.topicPartition();
            StoredPosition start = start(
                    stored,
                    requireNonNull(current.get(stored.topic())),
                    requireNonNull(beginnings.get(partition)),
                    requireNonNull(ends.get(partition)));
            if (!start.equals(stored)) {
                store(List.of(new PositionedBatch(stored, start, List.of())));
            }
            placed.put(partition, start);
            // With the epoch, the consumer notices if the log was cut below the position.
            consumer.seek(partition, new OffsetAndMetadata(start.next(), Optional.ofNullable(start.epoch()), ""));
        }
        consumer.resume(unplaced);
        unplaced.clear();
    }

    /** Where to go on: at the position, if its log has it. */
    private static StoredPosition start(StoredPosition stored, UUID log, long beginning, long end) {
        if (!stored.log().equals(log)) {
            if (stored.next() > 0) {
                LOG.error(
                        "{}: is another log than the one that was consumed up to {}; going on at its beginning",
                        stored.topicPartition(),
                        stored.next());
            }
            return new StoredPosition(stored.topic(), stored.partition(), log, null, beginning);
        }
        if (stored.next() < beginning) {
            LOG.error(
                    "{}: {} to {} left the log before they were consumed",
                    stored.topicPartition(),
                    stored.next(),
                    beginning - 1);
            return stored.at(null, beginning);
        }
        if (stored.next() > end) {
            LOG.error(
                    "{}: lost its tail; {} to {} were consumed and are not in the log any more",
                    stored.topicPartition(),
                    end,
                    stored.next() - 1);
            return stored.at(null, end);
        }
        return stored;
    }

    /** The first offset of each that is not consumed; empty while it is not known of some partition. */
    Optional<Map<TopicPartition, Long>> positions() {
        return unplaced.isEmpty()
                ? Optional.of(placed.values().stream()
                        .collect(toUnmodifiableMap(StoredPosition::topicPartition, StoredPosition::next)))
                : Optional.empty();
    }

    /** How many records of each are not consumed yet; empty while that is not known of some partition. */
    Optional<Map<TopicPartition, Long>> lags() {
        Map<TopicPartition, Long> lags = new HashMap<>();
        for (TopicPartition partition : placed.keySet()) {
            OptionalLong one = consumer.currentLag(partition);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            lags.put(partition, one.getAsLong());
        }
        return unplaced.isEmpty() ? Optional.of(lags) : Optional.empty();
    }

    /** The blocking edge. */
    private static <T> T await(Mono<T> work) {
        return work.blockOptional(STORED_WITHIN).orElseThrow();
    }
}
