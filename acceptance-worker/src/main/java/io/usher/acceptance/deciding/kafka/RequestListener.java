package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.DecidingAcceptances;
import io.usher.acceptance.deciding.Decision;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The one blocking edge of the worker: hands each partition's records on as one batch and waits for it.
 *
 * <p>Where a partition goes on is what PostgreSQL says, never what Kafka's group remembers: on assignment it seeks
 * there. After any failure the position is asked for again before the same records are tried again, and a request that
 * has its decision gets no other, so trying again is always safe.
 */
@Component
class RequestListener implements ConsumerSeekAware {

    static final String ID = "acceptance-requests";

    private static final Logger LOG = LoggerFactory.getLogger(RequestListener.class);

    private final DecidingAcceptances deciding;
    private final KafkaAnnouncements announcements;
    private final DecisionMetrics metrics;
    private final DecidingSettings settings;
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();

    RequestListener(
            DecidingAcceptances deciding,
            KafkaAnnouncements announcements,
            DecisionMetrics metrics,
            DecidingSettings settings) {
        this.deciding = deciding;
        this.announcements = announcements;
        this.metrics = metrics;
        this.settings = settings;
    }

    @KafkaListener(
            id = ID,
            idIsGroup = false,
            topics = "#{T(io.usher.contract.kafka.Topic).ACCEPTANCES_REQUESTED.topicName()}")
    void decide(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
        int partition = records.getFirst().partition();
        try {
            OptionalLong position = placeOf(records.getFirst(), consumer);
            if (position.isPresent()) {
                decide(partition, position.getAsLong(), records);
            }
            metrics.works(partition);
        } catch (RuntimeException failure) {
            positions.remove(partition);
            metrics.stands(partition);
            throw failure;
        }
    }

    /**
     * The partition's position, made to fit the record that comes next; empty where other records have to be fetched
     * first. Below the position the same records are tried again, or the log was cut or made anew, as by brokers that
     * lost their disks: everything from there is decided anew, and what has its decision keeps it.
     */
    private OptionalLong placeOf(ConsumerRecord<byte[], byte[]> first, Consumer<byte[], byte[]> consumer) {
        long position = positions.computeIfAbsent(first.partition(), this::resume);
        if (first.offset() < position) {
            LOG.info("Partition {}: going back from {} to {}", first.partition(), position, first.offset());
            return OptionalLong.of(
                    await(deciding.rewind(first.partition(), first.offset()).thenReturn(first.offset())));
        }
        return first.offset() == position || nothingIsMissed(position, first, consumer)
                ? OptionalLong.of(position)
                : OptionalLong.empty();
    }

    private long resume(int partition) {
        return await(deciding.resume(partition));
    }

    /** Records that were passed over are fetched again; what the log no longer has cannot be. */
    private static boolean nothingIsMissed(
            long position, ConsumerRecord<byte[], byte[]> first, Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(first.topic(), first.partition());
        long beginning =
                requireNonNull(consumer.beginningOffsets(List.of(partition)).get(partition));
        if (beginning > position) {
            LOG.error("{}: requests {} to {} left the log undecided", partition, position, beginning - 1);
        }
        long next = Math.max(beginning, position);
        if (first.offset() != next) {
            consumer.seek(partition, next);
        }
        return first.offset() == next;
    }

    private void decide(int partition, long position, List<ConsumerRecord<byte[], byte[]>> records) {
        ReadingRequests read = ReadingRequests.of(records);
        Batch batch = new Batch(partition, position, records.getLast().offset() + 1, read.requests());
        Mono<Void> setAside = read.unreadable().isEmpty() ? Mono.empty() : announcements.setAside(read.unreadable());
        List<Decision> decisions = await(setAside.then(deciding.decide(batch)));
        positions.put(partition, batch.next());
        metrics.decided(decisions, read.unreadable().size());
    }

    @Override
    public void onPartitionsAssigned(Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
        // Somebody else may have decided here since, whatever is remembered.
        forget(assignments.keySet());
        resumeUnknown(assignments.keySet(), callback);
    }

    /** Without new requests, too, what was decided before a crash has to be told. */
    @Override
    public void onIdleContainer(Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
        resumeUnknown(assignments.keySet(), callback);
    }

    private void resumeUnknown(Collection<TopicPartition> partitions, ConsumerSeekCallback callback) {
        for (TopicPartition partition : partitions) {
            if (!positions.containsKey(partition.partition())) {
                try {
                    long position = resume(partition.partition());
                    positions.put(partition.partition(), position);
                    callback.seek(partition.topic(), partition.partition(), position);
                } catch (RuntimeException failure) {
                    LOG.warn("{}: position not known yet; asking again with the next records", partition, failure);
                    return;
                }
            }
        }
    }

    @Override
    public void onPartitionsRevoked(@Nullable Collection<TopicPartition> partitions) {
        forget(requireNonNull(partitions));
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            positions.remove(partition.partition());
            metrics.works(partition.partition());
        });
    }

    /** The blocking edge. */
    private <T> T await(Mono<T> work) {
        return work.blockOptional(settings.batchTimeout()).orElseThrow();
    }
}
