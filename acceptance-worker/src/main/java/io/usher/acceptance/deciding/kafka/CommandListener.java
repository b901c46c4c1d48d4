package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.stereotype.Component;

/**
 * Hands the records of each partition over in batches. While a batch is in the database, the next records of its
 * partition are read and decoded; all that were gathered are decided when the batch before is stored.
 *
 * <p>After any failure the same records are fetched and decided again, from the stored position on, one batch at a time
 * until one succeeds. Records below the position are skipped: a batch that was fetched before another worker took over
 * never takes the position back.
 */
@Component
class CommandListener {

    static final String ID = "commands";

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

    private final PartitionPositions positions;
    private final DecidingRuns runs;
    private final DecisionMetrics metrics;

    CommandListener(PartitionPositions positions, DecidingRuns runs, DecisionMetrics metrics) {
        this.positions = positions;
        this.runs = runs;
        this.metrics = metrics;
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
        AssignedPartition partition = new AssignedPartition(
                consumer,
                new TopicPartition(
                        records.getFirst().topic(), records.getFirst().partition()));
        if (!consumer.assignment().contains(partition.partition())) {
            // Retries and the rest of an earlier poll may be handed over after a rebalance.
            LOG.info("{}: {} records are left to its new owner", partition, records.size());
            return;
        }
        positions.resumeOthers(partition);
        try {
            List<Read> read = ReadCommands.of(records);
            if (!positions.gather(partition, read, runs::decide)) {
                decide(partition, records, read);
            }
            metrics.resumed(partition.partition());
        } catch (RuntimeException failure) {
            positions.failed(partition);
            throw failure;
        }
    }

    private void decide(AssignedPartition partition, List<ConsumerRecord<byte[], byte[]>> records, List<Read> read) {
        UUID fetched = positions.fetchedLog(partition);
        LogPosition position = positions.current(partition);
        if (fetched != null && !fetched.equals(position.log())) {
            // The records are the old log's: their offsets mean nothing in the new one.
            partition.fetchFrom(position);
            return;
        }
        switch (Place.of(position, records)) {
            case Place.Behind decided -> {}
            case Place.Next next -> decide(partition, position, last(read, next.records()));
            case Place.Ahead ahead -> decideAfterGap(partition, position, last(read, ahead.records()));
            case Place.Overwritten overwritten -> {
                positions.goBack(partition, position, overwritten.offset());
                decide(partition, records, read);
            }
        }
    }

    private static List<Read> last(List<Read> read, List<ConsumerRecord<byte[], byte[]>> rest) {
        return read.subList(read.size() - rest.size(), read.size());
    }

    private void decide(AssignedPartition partition, LogPosition position, List<Read> read) {
        positions.advance(partition, position, read, runs::decide);
    }

    /**
     * Skipped records are fetched again. If they are still missing, they are not commands, such as the markers of
     * transactions, or have left the log.
     */
    private void decideAfterGap(AssignedPartition partition, LogPosition position, List<Read> read) {
        if (positions.fetchAgain(partition, position)) {
            return;
        }
        long last = read.getFirst().offset() - 1;
        if (partition.beginning() > position.next()) {
            LOG.error("{}: commands {} to {} left the log undecided", partition, position.next(), last);
        } else {
            LOG.warn("{}: no records at {} to {}, going on behind them", partition, position.next(), last);
        }
        metrics.gap();
        decide(partition, position, read);
    }

    /** A batch that failed is retried even if no new record arrives. */
    @EventListener(condition = "#event.listenerId.startsWith('" + ID + "')")
    void idle(ListenerContainerIdleEvent event) {
        positions.resume(event.getConsumer(), requireNonNull(event.getTopicPartitions()));
    }
}
