package io.usher.runtime;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes records at least once and in order: consumers see the records of a partition for the first time in the order
 * in which they were handed over, whatever failed in between. This takes a producer that never gives a record up, see
 * {@link PublishingConfiguration}: one that does may append later records before it, and then it comes again behind them.
 *
 * <p>Who stops waiting leaves behind what is on its way. Records that are handed over later for the same partitions are
 * sent after it, so that an outage makes one repeat, however often publishing is tried again. Records that name no
 * partition keep no order. Safe for several threads.
 */
public final class EventPublisher {

    /** Half of what a producer buffers. */
    private static final long BYTES_AT_ONCE = 16 << 20;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final Set<Handover> leftBehind = ConcurrentHashMap.newKeySet();

    public EventPublisher(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /**
     * Completes when the brokers have all records; on an error or a cancellation some may be published, now or later.
     *
     * @param records made as much at a time as the producer's buffer takes; the next only when the brokers have that
     */
    public Mono<Void> publish(Supplier<Stream<ProducerRecord<byte[], byte[]>>> records) {
        return Mono.defer(() -> {
            Iterator<ProducerRecord<byte[], byte[]>> left = records.get().iterator();
            return left.hasNext()
                    ? Mono.defer(() -> publish(next(left)))
                            .repeat(left::hasNext)
                            .then()
                    : Mono.<Void>empty();
        });
    }

    private static List<ProducerRecord<byte[], byte[]>> next(Iterator<ProducerRecord<byte[], byte[]>> left) {
        List<ProducerRecord<byte[], byte[]>> next = new ArrayList<>();
        long bytes = 0;
        while (left.hasNext() && bytes < BYTES_AT_ONCE) {
            ProducerRecord<byte[], byte[]> one = left.next();
            bytes += one.value() == null ? 0 : one.value().length;
            next.add(one);
        }
        return next;
    }

    private Mono<Void> publish(List<ProducerRecord<byte[], byte[]>> records) {
        return Mono.using(() -> new Handover(records), this::publish, this::leave);
    }

    private Mono<Void> publish(Handover handover) {
        return afterThoseLeftBehind(handover)
                // Sending may wait for metadata or for room in the buffer: not on a thread that others need.
                .then(Mono.fromCallable(() -> handover.send(kafka)).subscribeOn(Schedulers.boundedElastic()))
                .flatMap(EventPublisher::acknowledged);
    }

    /** Nobody hears of a failure after a cancellation: to Reactor it is a value. */
    private static Mono<Void> acknowledged(CompletableFuture<Void> sent) {
        return Mono.fromFuture(sent.handle((all, failure) -> Optional.ofNullable(failure)), true)
                .flatMap(failure -> Mono.justOrEmpty(failure).flatMap(Mono::error));
    }

    private Mono<Void> afterThoseLeftBehind(Handover handover) {
        return Mono.when(leftBehind.stream()
                .filter(handover::sharesPartitionWith)
                .map(earlier -> Mono.fromFuture(earlier.over, true))
                .toList());
    }

    private void leave(Handover handover) {
        if (handover.leave()) {
            leftBehind.add(handover);
            var unused = handover.over.thenRun(() -> leftBehind.remove(handover));
        }
    }

    /** Records on their way to the producer and through it. */
    private static final class Handover {

        private final List<ProducerRecord<byte[], byte[]>> records;
        private final Set<TopicPartition> partitions;

        /** Completes when nothing of it is on its way any more, whatever became of it. */
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        private boolean begun;
        private volatile boolean left;

        private Handover(List<ProducerRecord<byte[], byte[]>> records) {
            this.records = records;
            this.partitions = records.stream()
                    .filter(one -> one.partition() != null)
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .collect(toUnmodifiableSet());
        }

        private boolean sharesPartitionWith(Handover other) {
            return !Collections.disjoint(partitions, other.partitions);
        }

        /** Returns what completes when the brokers have all records, and fails if they do not have them all. */
        private CompletableFuture<Void> send(KafkaTemplate<byte[], byte[]> kafka) {
            List<CompletableFuture<?>> sent = new ArrayList<>(records.size());
            begin();
            try {
                for (ProducerRecord<byte[], byte[]> one : records) {
                    if (left) {
                        break;
                    }
                    sent.add(kafka.send(one));
                }
                return all(sent);
            } finally {
                var unused = all(sent).whenComplete((all, failure) -> over.complete(null));
            }
        }

        private static CompletableFuture<Void> all(List<CompletableFuture<?>> sent) {
            return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
        }

        private synchronized void begin() {
            begun = true;
        }

        /** Nobody waits any more. Returns whether something may still be on its way. */
        private synchronized boolean leave() {
            left = true;
            return begun && !over.isDone();
        }
    }
}
