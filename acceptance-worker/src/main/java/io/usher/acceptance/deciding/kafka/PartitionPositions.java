package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;

import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How far each assigned partition is decided. PostgreSQL stores that; the offsets of Kafka's consumer group are not
 * used. After any failure the stored position is read again. A position goes back only if the log itself did, which the
 * id of the topic and the epochs of leaders show.
 *
 * <p>The only blocking edge of the worker: the threads of the consumers wait here for their batches.
 */
@Component
class PartitionPositions {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionPositions.class);

    private final Ledger ledger;
    private final CommandLogs logs;
    private final DecisionMetrics metrics;
    private final DecidingSettings settings;
    private final Map<AssignedPartition, PartitionProgress> progress = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> decidedUpTo = new ConcurrentHashMap<>();

    PartitionPositions(Ledger ledger, CommandLogs logs, DecisionMetrics metrics, DecidingSettings settings) {
        this.ledger = ledger;
        this.logs = logs;
        this.metrics = metrics;
        this.settings = settings;
    }

    /** The id of the log that the partition's records were fetched from; null if it is not known. */
    @Nullable UUID fetchedLog(AssignedPartition partition) {
        PartitionProgress known = progress.get(partition);
        return known == null ? null : known.log();
    }

    /** The known position, unless it belongs to another log than the topic has now. Waits for the batch before. */
    LogPosition current(AssignedPartition partition) {
        PartitionProgress known = progress.get(partition);
        if (known != null && known.position() != null) {
            LogPosition position = await(Mono.fromFuture(known.position()));
            if (position.log().equals(logs.id(partition.topic()))) {
                return position;
            }
        }
        return readStored(partition);
    }

    /** Reads the stored position. In a recreated log it is the beginning. */
    private LogPosition readStored(AssignedPartition partition) {
        UUID current = logs.id(partition.topic());
        LogPosition position = await(ledger.position(partition.topic(), partition.number(), current));
        if (!position.log().equals(current)) {
            LOG.error(
                    "{}: is another log than the one that is decided up to {}; deciding it from its beginning,"
                            + " what has its decision keeps it",
                    partition,
                    position.next());
            metrics.logWentBack();
            position = await(ledger.moveTo(position, current, 0));
        }
        progress.put(partition, PartitionProgress.at(position, followsFailure(partition)));
        return position;
    }

    private boolean followsFailure(AssignedPartition partition) {
        PartitionProgress known = progress.get(partition);
        return known != null && known.followsFailure();
    }

    /**
     * Adds commands to the batch that is decided when the one before is stored. They need not be of one poll: a poll
     * often returns the first records alone, and a batch takes about as long with one command as with a hundred.
     *
     * @param decide decides commands from a position on
     * @return false, with nothing added, if no batch is being decided, or if the commands do not fit into the next one
     */
    boolean gather(
            AssignedPartition partition,
            List<Read> commands,
            BiFunction<LogPosition, List<Read>, Mono<LogPosition>> decide) {
        PartitionProgress known = progress.get(partition);
        if (known == null || !known.isUnderWay() || !logs.id(partition.topic()).equals(known.log())) {
            return false;
        }
        NextBatch last = requireNonNull(known.batch());
        if (last.add(commands)) {
            return true;
        }
        NextBatch next = new NextBatch(last.end());
        if (!last.isTaken() || !next.add(commands)) {
            return false;
        }
        CompletableFuture<@Nullable LogPosition> stored = Mono.fromFuture(requireNonNull(known.position()))
                .flatMap(position -> decide.apply(position, next.take()).timeout(settings.batchTimeout()))
                .toFuture();
        progress.put(partition, PartitionProgress.towards(stored, requireNonNull(known.log()), next));
        return true;
    }

    /**
     * Starts to decide a batch. Waits for it only if the one before failed: then it is known at once whether this one
     * works.
     *
     * @param from where the batch begins
     * @param decide decides commands from a position on
     */
    void advance(
            AssignedPartition partition,
            LogPosition from,
            List<Read> commands,
            BiFunction<LogPosition, List<Read>, Mono<LogPosition>> decide) {
        Mono<LogPosition> decided = decide.apply(from, commands);
        progress.put(
                partition,
                followsFailure(partition)
                        ? PartitionProgress.at(await(decided), false)
                        : PartitionProgress.towards(
                                decided.timeout(settings.batchTimeout()).toFuture(),
                                from.log(),
                                NextBatch.taken(commands)));
    }

    /** Fetches the records from a position on a second time; returns false if that has been done already. */
    boolean fetchAgain(AssignedPartition partition, LogPosition position) {
        PartitionProgress known = progress.get(partition);
        if (known != null && known.fetchedAgain()) {
            return false;
        }
        progress.put(
                partition,
                PartitionProgress.at(position, followsFailure(partition)).fetchedOnceMore());
        partition.fetchFrom(position);
        return true;
    }

    /** Takes a position back to where a log that lost its tail continues. */
    void goBack(AssignedPartition partition, LogPosition position, long offset) {
        LogPosition stored = readStored(partition);
        if (stored.next() != position.next()) {
            throw new PositionMoved(position);
        }
        LOG.error(
                "{}: lost its tail; {} to {} were decided and are not in the log any more,"
                        + " what was appended in their place is decided now",
                partition,
                offset,
                stored.next() - 1);
        metrics.logWentBack();
        progress.put(partition, PartitionProgress.at(await(ledger.moveTo(stored, stored.log(), offset)), true));
    }

    /** The last batch of the partition has failed: its position has to be read again. */
    void failed(AssignedPartition partition) {
        progress.compute(
                partition, (same, before) -> before == null ? PartitionProgress.unknown() : before.uncertain());
        metrics.stalled(partition.partition());
    }

    /**
     * Resumes the other partitions of the consumer whose batch has failed since it was handed over, so that they need
     * not wait for more records.
     */
    void resumeOthers(AssignedPartition current) {
        List<TopicPartition> failed = progress.entrySet().stream()
                .filter(entry -> entry.getKey().consumer() == current.consumer()
                        && !entry.getKey().equals(current)
                        && entry.getValue().hasFailed())
                .map(entry -> entry.getKey().partition())
                .toList();
        resume(current.consumer(), failed);
    }

    /**
     * Reads the positions of partitions whose batch has failed, or that were just assigned, and fetches from there.
     * Does not fail: what is left is repeated with the next records, of whatever partition of the consumer.
     */
    void resume(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Deque<AssignedPartition> left = partitions.stream()
                .map(partition -> new AssignedPartition(consumer, partition))
                .collect(toCollection(ArrayDeque::new));
        while (!left.isEmpty()) {
            try {
                resume(left.getFirst());
                left.removeFirst();
            } catch (RuntimeException failure) {
                left.forEach(this::failed);
                LOG.warn("{}: positions not known yet; asking again with the next records", left, failure);
                return;
            }
        }
    }

    private void resume(AssignedPartition partition) {
        PartitionProgress before = progress.get(partition);
        if (before != null && before.hasFailed()) {
            failed(partition);
        }
        LogPosition position = current(partition);
        if (progress.get(partition) != before) {
            partition.fetchFrom(position);
        }
        if (before != null && before.log() == null) {
            metrics.resumed(partition.partition());
        }
    }

    /**
     * Waits for the last batch, so that the new owner does not meet its transaction. If it does, one of the two fails.
     */
    void finish(AssignedPartition partition) {
        PartitionProgress known = progress.get(partition);
        if (known != null && known.position() != null) {
            try {
                LogPosition unused = await(Mono.fromFuture(known.position()));
            } catch (RuntimeException failure) {
                LOG.warn("{}: the last batch failed; its new owner decides it", partition, failure);
            }
        }
    }

    void forget(AssignedPartition partition) {
        PartitionProgress unused = progress.remove(partition);
        metrics.resumed(partition.partition());
    }

    /**
     * The first offset of each assigned partition that is not decided, as far as it was ever known here. For another thread
     * than the consumers'.
     */
    Map<TopicPartition, Long> undecided() {
        Set<TopicPartition> assigned = new HashSet<>();
        progress.forEach((partition, known) -> {
            assigned.add(partition.partition());
            known.stored().ifPresent(position -> decidedUpTo.put(partition.partition(), position.next()));
        });
        decidedUpTo.keySet().retainAll(assigned);
        return Map.copyOf(decidedUpTo);
    }

    private <T> T await(Mono<T> work) {
        return work.blockOptional(settings.batchTimeout()).orElseThrow();
    }
}
