package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The one blocking edge of the worker: hands each partition's records on as one batch. While a batch is in the database
 * the next one of its partition is read and decoded; it is decided when the one before is stored.
 *
 * <p>Where a partition goes on is what PostgreSQL says, never what Kafka's group remembers: on assignment it seeks
 * there. After any failure the position is asked for again, and the same records are fetched and decided again, one batch
 * at a time until one works. Records below the position are skipped: a batch that was fetched before another worker took
 * over never takes the position back. It goes back only if the log itself did, which the topic's id and the leaders'
 * epochs tell.
 */
@Component
class CommandListener {

    static final String ID = "commands";

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

    private final Ledger ledger;
    private final DecidingRuns runs;
    private final CommandLogs logs;
    private final DecisionMetrics metrics;
    private final DecidingSettings settings;
    private final Map<Reading, Known> known = new ConcurrentHashMap<>();

    /** A partition as one consumer reads it: the other consumers of this program know nothing of it. */
    private record Reading(Consumer<?, ?> consumer, TopicPartition partition) {}

    /**
     * @param log the one that the records were fetched from
     * @param position behind the last batch, when that is stored; null after a failure: it has to be asked for again
     * @param fetchedAgain whether the records from the position on were fetched a second time
     * @param failed whether the last batch failed
     */
    private record Known(
            UUID log,
            @Nullable CompletableFuture<@Nullable LogPosition> position,
            boolean fetchedAgain,
            boolean failed) {

        static Known of(LogPosition position, boolean failed) {
            return new Known(position.log(), CompletableFuture.completedFuture(position), false, failed);
        }

        boolean hasFailed() {
            return position == null || position.isCompletedExceptionally();
        }

        Known uncertain() {
            return new Known(log, null, false, true);
        }
    }

    CommandListener(
            Ledger ledger, DecidingRuns runs, CommandLogs logs, DecisionMetrics metrics, DecidingSettings settings) {
        this.ledger = ledger;
        this.runs = runs;
        this.logs = logs;
        this.metrics = metrics;
        this.settings = settings;
    }

    @KafkaListener(
            id = ID,
            idIsGroup = false,
            containerPostProcessor = DecidingConfiguration.ONE_PARTITION_PER_BATCH,
            topics = {
                "#{T(io.usher.contract.kafka.Topic).ACCEPTANCES_REQUESTED.topicName()}",
                "#{T(io.usher.contract.kafka.Topic).MEMBERS_REQUESTED.topicName()}"
            })
    void decide(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(
                records.getFirst().topic(), records.getFirst().partition());
        if (!consumer.assignment().contains(partition)) {
            // Retries and the rest of an earlier poll outlive a rebalance.
            LOG.info("{}: {} records are left to its new owner", partition, records.size());
            return;
        }
        Reading reading = new Reading(consumer, partition);
        resumeFailed(reading);
        try {
            decide(reading, records, ReadCommands.of(records));
            metrics.resumed(partition);
        } catch (RuntimeException failure) {
            failed(reading);
            throw failure;
        }
    }

    /** A batch of another partition that failed since it was handed over is not to wait until that one has more records. */
    private void resumeFailed(Reading current) {
        List<TopicPartition> failed = known.entrySet().stream()
                .filter(entry -> entry.getKey().consumer() == current.consumer()
                        && !entry.getKey().equals(current)
                        && entry.getValue().hasFailed())
                .map(entry -> entry.getKey().partition())
                .toList();
        resumeUnknown(current.consumer(), failed);
    }

    private void failed(Reading reading) {
        Known unused = known.computeIfPresent(reading, (same, before) -> before.uncertain());
        metrics.stalled(reading.partition());
    }

    private void decide(Reading reading, List<ConsumerRecord<byte[], byte[]>> records, List<Read> read) {
        Known remembered = known.get(reading);
        LogPosition position = position(reading);
        if (remembered != null && !remembered.log().equals(position.log())) {
            // The records are the old log's: their offsets mean nothing in the new one.
            fetchFrom(reading, position);
            return;
        }
        switch (Place.of(position, records)) {
            case Place.Behind decided -> {}
            case Place.Next next -> decide(reading, position, last(read, next.records()));
            case Place.Ahead ahead -> decideAfterGap(reading, position, last(read, ahead.records()));
            case Place.Overwritten overwritten -> {
                goBack(reading, position, overwritten.offset());
                decide(reading, records, read);
            }
        }
    }

    private static List<Read> last(List<Read> read, List<ConsumerRecord<byte[], byte[]>> rest) {
        return read.subList(read.size() - rest.size(), read.size());
    }

    /** Waits for the batch only if the one before failed: then it is known at once whether this one works. */
    private void decide(Reading reading, LogPosition position, List<Read> read) {
        Mono<LogPosition> decided = runs.decide(position, read);
        Known before = known.get(reading);
        known.put(
                reading,
                before != null && before.failed()
                        ? Known.of(await(decided), false)
                        : new Known(
                                position.log(),
                                decided.timeout(settings.batchTimeout()).toFuture(),
                                false,
                                false));
    }

    private void goBack(Reading reading, LogPosition position, long offset) {
        LogPosition now = resume(reading);
        if (now.next() != position.next()) {
            throw new PositionMoved(position);
        }
        LOG.error(
                "{}: lost its tail; {} to {} were decided and are not in the log any more,"
                        + " what was appended in their place is decided now",
                reading.partition(),
                offset,
                now.next() - 1);
        metrics.logWentBack();
        known.put(reading, Known.of(await(ledger.moveTo(now, now.log(), offset)), true));
    }

    /** The known position, unless it belongs to another log than the topic has now. Waits for the batch before. */
    private LogPosition position(Reading reading) {
        Known remembered = known.get(reading);
        if (remembered != null && remembered.position() != null) {
            LogPosition position = await(Mono.fromFuture(remembered.position()));
            if (position.log().equals(logs.id(reading.partition().topic()))) {
                return position;
            }
        }
        return resume(reading);
    }

    /** Reads the stored position. In a recreated log it is the beginning. */
    private LogPosition resume(Reading reading) {
        TopicPartition partition = reading.partition();
        UUID current = logs.id(partition.topic());
        LogPosition position = await(ledger.position(partition.topic(), partition.partition(), current));
        if (!position.log().equals(current)) {
            LOG.error(
                    "{}: is another log than the one that is decided up to {}; deciding it from its beginning,"
                            + " what has its decision keeps it",
                    partition,
                    position.next());
            metrics.logWentBack();
            position = await(ledger.moveTo(position, current, 0));
        }
        Known before = known.get(reading);
        known.put(reading, Known.of(position, before != null && before.failed()));
        return position;
    }

    /** With the epoch, the consumer notices if the log was cut below the position and goes back by itself. */
    private static void fetchFrom(Reading reading, LogPosition position) {
        reading.consumer()
                .seek(
                        reading.partition(),
                        new OffsetAndMetadata(position.next(), Optional.ofNullable(position.epoch()), ""));
    }

    /**
     * Records that were passed over are fetched again. Those that are not there then either are no records, such as the
     * markers of transactions, or have left the log.
     */
    private void decideAfterGap(Reading reading, LogPosition position, List<Read> read) {
        Known remembered = known.get(reading);
        if (remembered == null || !remembered.fetchedAgain()) {
            known.put(
                    reading,
                    new Known(
                            position.log(),
                            CompletableFuture.completedFuture(position),
                            true,
                            remembered != null && remembered.failed()));
            fetchFrom(reading, position);
            return;
        }
        long last = read.getFirst().offset() - 1;
        if (beginning(reading) > position.next()) {
            LOG.error("{}: commands {} to {} left the log undecided", reading.partition(), position.next(), last);
        } else {
            LOG.warn("{}: no records at {} to {}, going on behind them", reading.partition(), position.next(), last);
        }
        metrics.gap();
        decide(reading, position, read);
    }

    private static long beginning(Reading reading) {
        return requireNonNull(reading.consumer()
                .beginningOffsets(List.of(reading.partition()))
                .get(reading.partition()));
    }

    /** A batch that failed is retried even if no new record arrives. */
    @EventListener(condition = "#event.listenerId.startsWith('" + ID + "')")
    void idle(ListenerContainerIdleEvent event) {
        resumeUnknown(event.getConsumer(), requireNonNull(event.getTopicPartitions()));
    }

    private void resumeUnknown(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Reading reading = new Reading(consumer, partition);
            try {
                Known before = known.get(reading);
                if (before != null && before.hasFailed()) {
                    failed(reading);
                }
                LogPosition position = position(reading);
                if (known.get(reading) != before) {
                    fetchFrom(reading, position);
                }
            } catch (RuntimeException failure) {
                failed(reading);
                LOG.warn("{}: position not known yet; asking again with the next records", partition, failure);
                return;
            }
        }
    }

    /** For the container of this listener: were it a bean, Spring Boot would give it to every container. */
    ConsumerAwareRebalanceListener rebalances() {
        return new ConsumerAwareRebalanceListener() {

            @Override
            public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                // Another worker may have decided here since, whatever is remembered.
                forget(consumer, partitions);
                resumeUnknown(consumer, partitions);
            }

            @Override
            public void onPartitionsRevokedBeforeCommit(
                    Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> finish(new Reading(consumer, partition)));
                forget(consumer, partitions);
            }

            @Override
            public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                forget(consumer, partitions);
            }
        };
    }

    /** The new owner then does not meet a transaction under way. If it does nevertheless, one of the two fails. */
    private void finish(Reading reading) {
        Known remembered = known.get(reading);
        if (remembered != null && remembered.position() != null) {
            try {
                LogPosition unused = await(Mono.fromFuture(remembered.position()));
            } catch (RuntimeException failure) {
                LOG.warn("{}: the last batch failed; its new owner decides it", reading.partition(), failure);
            }
        }
    }

    private void forget(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            Known unused = known.remove(new Reading(consumer, partition));
            metrics.resumed(partition);
        });
    }

    /** The blocking edge. */
    private <T> T await(Mono<T> work) {
        return work.blockOptional(settings.batchTimeout()).orElseThrow();
    }
}
