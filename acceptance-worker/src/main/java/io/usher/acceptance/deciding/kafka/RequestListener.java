package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.DecidingAcceptances;
import io.usher.acceptance.deciding.Ledger.Decided;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
 * The one blocking edge of the worker: hands each partition's records on as one batch and waits for it.
 *
 * <p>Where a partition goes on is what PostgreSQL says, never what Kafka's group remembers: on assignment it seeks
 * there. After any failure the position is asked for again before the same records are tried again. Records below it
 * are skipped: a batch that was fetched before another worker took over never takes the position back. It goes back
 * only if the log itself did, which the topic's id and the leaders' epochs tell.
 */
@Component
class RequestListener {

    static final String ID = "acceptance-requests";

    private static final Logger LOG = LoggerFactory.getLogger(RequestListener.class);

    private final DecidingAcceptances deciding;
    private final KafkaAnnouncements announcements;
    private final RequestLog log;
    private final DecisionMetrics metrics;
    private final DecidingSettings settings;
    private final Map<Reading, Known> known = new ConcurrentHashMap<>();

    /** A partition as one consumer reads it: the other consumers of this program know nothing of it. */
    private record Reading(Consumer<?, ?> consumer, TopicPartition partition) {}

    /**
     * @param log the one that the records were fetched from
     * @param position null after a failure: it has to be asked for again
     * @param fetchedAgain whether the records from the position on were fetched a second time
     */
    private record Known(UUID log, @Nullable LogPosition position, boolean fetchedAgain) {

        static Known of(LogPosition position) {
            return new Known(position.log(), position, false);
        }

        Known uncertain() {
            return new Known(log, null, false);
        }
    }

    RequestListener(
            DecidingAcceptances deciding,
            KafkaAnnouncements announcements,
            RequestLog log,
            DecisionMetrics metrics,
            DecidingSettings settings) {
        this.deciding = deciding;
        this.announcements = announcements;
        this.log = log;
        this.metrics = metrics;
        this.settings = settings;
    }

    @KafkaListener(
            id = ID,
            idIsGroup = false,
            containerPostProcessor = DecidingConfiguration.ONE_PARTITION_PER_BATCH,
            topics = "#{T(io.usher.contract.kafka.Topic).ACCEPTANCES_REQUESTED.topicName()}")
    void decide(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(
                records.getFirst().topic(), records.getFirst().partition());
        if (!consumer.assignment().contains(partition)) {
            // Retries and the rest of an earlier poll outlive a rebalance.
            LOG.info("{}: {} records are left to its new owner", partition, records.size());
            return;
        }
        Reading reading = new Reading(consumer, partition);
        try {
            decide(reading, records);
            metrics.works(partition.partition());
        } catch (RuntimeException failure) {
            Known unused = known.computeIfPresent(reading, (same, before) -> before.uncertain());
            metrics.stands(partition.partition());
            throw failure;
        }
    }

    private void decide(Reading reading, List<ConsumerRecord<byte[], byte[]>> records) {
        Known remembered = known.get(reading);
        LogPosition position = position(reading);
        if (remembered != null && !remembered.log().equals(position.log())) {
            // The records are the old log's: their offsets mean nothing in the new one.
            fetchFrom(reading, position);
            return;
        }
        switch (Place.of(position, records)) {
            case Place.Behind decided -> {}
            case Place.Next next -> decide(reading, position, next.records());
            case Place.Ahead ahead -> decideAfterGap(reading, position, ahead.records());
            case Place.Overwritten overwritten -> {
                goBack(reading, position, overwritten.offset());
                decide(reading, records);
            }
        }
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
        known.put(reading, Known.of(await(deciding.moveTo(now, now.log(), offset))));
    }

    /** The known position, unless it belongs to another log than the topic has now. */
    private LogPosition position(Reading reading) {
        Known remembered = known.get(reading);
        LogPosition position = remembered == null ? null : remembered.position();
        return position != null && position.log().equals(log.id()) ? position : resume(reading);
    }

    /**
     * Finds the position, after publishing what may not have been published. In a log that was made anew it is the
     * beginning.
     */
    private LogPosition resume(Reading reading) {
        UUID current = log.id();
        LogPosition position = await(deciding.resume(reading.partition().partition(), current));
        if (!position.log().equals(current)) {
            LOG.error(
                    "{}: is another log than the one that is decided up to {}; deciding it from its beginning,"
                            + " what has its decision keeps it",
                    reading.partition(),
                    position.next());
            metrics.logWentBack();
            position = await(deciding.moveTo(position, current, 0));
        }
        known.put(reading, Known.of(position));
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
    private void decideAfterGap(Reading reading, LogPosition position, List<ConsumerRecord<byte[], byte[]>> records) {
        Known remembered = known.get(reading);
        if (remembered == null || !remembered.fetchedAgain()) {
            known.put(reading, new Known(position.log(), position, true));
            fetchFrom(reading, position);
            return;
        }
        long last = records.getFirst().offset() - 1;
        if (beginning(reading) > position.next()) {
            LOG.error("{}: requests {} to {} left the log undecided", reading.partition(), position.next(), last);
        } else {
            LOG.warn("{}: no records at {} to {}, going on behind them", reading.partition(), position.next(), last);
        }
        metrics.gap();
        decide(reading, position, records);
    }

    private static long beginning(Reading reading) {
        return requireNonNull(reading.consumer()
                .beginningOffsets(List.of(reading.partition()))
                .get(reading.partition()));
    }

    /** Decides runs of one epoch, so that a position has the epoch of the last record before it. */
    private void decide(Reading reading, LogPosition position, List<ConsumerRecord<byte[], byte[]>> records) {
        LogPosition reached = position;
        List<ConsumerRecord<byte[], byte[]>> run = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> next : records) {
            if (!run.isEmpty() && !run.getLast().leaderEpoch().equals(next.leaderEpoch())) {
                reached = decideRun(reading, reached, run);
                run.clear();
            }
            run.add(next);
        }
        LogPosition unused = decideRun(reading, reached, run);
    }

    private LogPosition decideRun(Reading reading, LogPosition position, List<ConsumerRecord<byte[], byte[]>> records) {
        ReadingRequests read = ReadingRequests.of(records);
        if (!read.unreadable().isEmpty()) {
            boolean unused = await(announcements.setAside(read.unreadable()).thenReturn(true));
            metrics.setAside(read.unreadable().size());
        }
        ConsumerRecord<byte[], byte[]> last = records.getLast();
        Batch batch = new Batch(position, last.leaderEpoch().orElse(null), last.offset() + 1, read.requests());
        while (batch.from().next() < batch.next()) {
            Decided decided = await(deciding.decide(batch));
            metrics.decided(decided.decisions());
            known.put(reading, Known.of(decided.position()));
            batch = batch.after(decided.position());
        }
        return batch.from();
    }

    /** Without new requests, too, what was decided before a crash has to be published. */
    @EventListener(condition = "#event.listenerId.startsWith('" + ID + "')")
    void idle(ListenerContainerIdleEvent event) {
        resumeUnknown(event.getConsumer(), requireNonNull(event.getTopicPartitions()));
    }

    private void resumeUnknown(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Reading reading = new Reading(consumer, partition);
            try {
                Known before = known.get(reading);
                LogPosition position = position(reading);
                if (before == null || !position.equals(before.position())) {
                    fetchFrom(reading, position);
                }
            } catch (RuntimeException failure) {
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
                forget(consumer, partitions);
            }

            @Override
            public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                forget(consumer, partitions);
            }
        };
    }

    private void forget(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            Known unused = known.remove(new Reading(consumer, partition));
            metrics.works(partition.partition());
        });
    }

    /** The blocking edge. */
    private <T> T await(Mono<T> work) {
        return work.blockOptional(settings.batchTimeout()).orElseThrow();
    }
}
