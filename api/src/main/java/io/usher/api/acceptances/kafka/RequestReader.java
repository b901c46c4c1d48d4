package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.cache.PendingRequest;
import io.usher.api.acceptances.cache.RememberedRequests;
import io.usher.api.acceptances.r2dbc.DecidedPositions;
import io.usher.api.acceptances.topics.TopicReader;
import io.usher.api.commands.EarlierRequests;
import io.usher.contract.event.EventType;
import io.usher.contract.kafka.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.ReceiverPartition;

/**
 * Reads the requests of all instances: which are pending, and which idempotency keys they used. Begins at the older of
 * the first undecided request and the first of the last 24 hours, but at most a given number of records before the end
 * of a partition.
 */
final class RequestReader implements TopicReader {

    private final DecidedPositions positions;
    private final PendingIndex pending;
    private final EarlierRequests earlier;
    private final int limit;
    private final Clock clock;

    /** @param limit how many requests of a partition to read at most at the start */
    RequestReader(DecidedPositions positions, PendingIndex pending, EarlierRequests earlier, int limit, Clock clock) {
        this.positions = positions;
        this.pending = pending;
        this.earlier = earlier;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public Topic topic() {
        return Topic.ACCEPTANCES_REQUESTED;
    }

    @Override
    public Mono<Consumer<ReceiverPartition>> beginning() {
        return positions.current().doOnNext(pending::decided).map(decided -> partition -> seek(partition, decided));
    }

    private void seek(ReceiverPartition partition, Map<Integer, Long> decided) {
        int number = partition.topicPartition().partition();
        partition.seekToTimestamp(clock.instant().minus(RememberedRequests.KEPT).toEpochMilli());
        long remembered = partition.position();
        long undecided = decided.getOrDefault(number, 0L);
        partition.seekToEnd();
        // Older requests would be evicted again at once.
        long newest = partition.position() - limit;
        partition.seekToBeginning();
        long begin = Math.max(partition.position(), Math.max(newest, Math.min(remembered, undecided)));
        partition.seek(begin);
        if (newest > undecided) {
            pending.skipped(number, begin);
        }
    }

    @Override
    public void begun() {
        // A gap outdates nothing: requests stay pending until they are decided.
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        Instant appendedAt = Instant.ofEpochMilli(record.timestamp());
        // Withdrawals are on the same topic and use the same keys.
        EventHeaders.keyUse(record.headers()).ifPresent(use -> earlier.remember(use, appendedAt));
        if (!EventHeaders.isOf(record.headers(), EventType.ACCEPTANCE_REQUESTED)) {
            return;
        }
        Optional<UUID> acceptance = EventHeaders.id(record.headers());
        Optional<UUID> invitation = EventHeaders.uuid(record.key());
        if (acceptance.isEmpty() || invitation.isEmpty() || record.value() == null) {
            return;
        }
        pending.read(PendingRequest.undecoded(
                acceptance.get(), invitation.get(), record.partition(), record.offset(), appendedAt, record.value()));
    }
}
