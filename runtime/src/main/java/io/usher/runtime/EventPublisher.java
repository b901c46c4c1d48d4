package io.usher.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ProducerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes records at least once through one idempotent producer. If a publication fails, no record of a partition has
 * been appended before an earlier one of it that was not: who then publishes all of it again, in the same order, is read in
 * this order, with repeats.
 *
 * <p>A producer alone does not promise that. It gives a record up after its delivery timeout, or because a broker refuses
 * it, and then appends later ones under a new epoch. So the first record that fails ends the producer, on the producer's own
 * thread; whatever else the producer held fails for the same reason. One request is on its way to a broker at a time. Safe
 * for several threads.
 */
public final class EventPublisher {

    /** Half of what a producer buffers. */
    private static final long BYTES_AT_ONCE = 16 << 20;

    private final ProducerFactory<byte[], byte[]> producers;

    @GuardedBy("this") private @Nullable Life life;

    /** @param producers gives out one producer until it is reset, which closes that one */
    public EventPublisher(ProducerFactory<byte[], byte[]> producers) {
        this.producers = producers;
    }

    /**
     * Completes when the brokers have all records; on an error or a cancellation some may be published, now or within the
     * producer's delivery timeout.
     *
     * @param records made as much at a time as the producer's buffer takes; the next only when the brokers have that
     */
    public Mono<Void> publish(Supplier<Stream<ProducerRecord<byte[], byte[]>>> records) {
        return Mono.defer(() -> {
            Iterator<ProducerRecord<byte[], byte[]>> left = records.get().iterator();
            return left.hasNext()
                    // Sending may wait for metadata or for room in the buffer: not on a thread that others need.
                    ? Mono.fromCallable(() -> sendSome(left))
                            .subscribeOn(Schedulers.boundedElastic())
                            .flatMap(Mono::fromFuture)
                            .repeat(left::hasNext)
                            .then()
                    : Mono.<Void>empty();
        });
    }

    private CompletableFuture<Void> sendSome(Iterator<ProducerRecord<byte[], byte[]>> records) {
        Life life = life();
        List<Sent> sent = new ArrayList<>();
        long bytes = 0;
        while (records.hasNext() && bytes < BYTES_AT_ONCE) {
            ProducerRecord<byte[], byte[]> next = records.next();
            bytes += next.value() == null ? 0 : next.value().length;
            Sent one = new Sent(life);
            sent.add(one);
            if (!one.send(next)) {
                break;
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }

    private synchronized Life life() {
        Life now = life;
        if (now == null || now.over) {
            now = new Life(producers);
            life = now;
        }
        return now;
    }

    /** What one producer sends, up to the first record that fails. */
    private static final class Life {

        private final ProducerFactory<byte[], byte[]> producers;
        private final Producer<byte[], byte[]> producer;
        private final AtomicReference<@Nullable Exception> end = new AtomicReference<>();

        /** Whether the factory has another producer now. */
        private volatile boolean over;

        private Life(ProducerFactory<byte[], byte[]> producers) {
            this.producers = producers;
            this.producer = producers.createProducer();
        }

        /** On the producer's own thread this waits for nothing. */
        private void end(Exception failure) {
            if (end.compareAndSet(null, failure)) {
                producers.reset();
                over = true;
            }
        }

        /** Why a record failed: after the end for the reason of the end, whatever it says itself. */
        private Exception reason(Exception failure) {
            Exception first = end.get();
            return first == null ? failure : first;
        }
    }

    /** A record on its way. */
    private static final class Sent extends CompletableFuture<@Nullable Void> implements Callback {

        private final Life life;
        private final Thread sender = Thread.currentThread();

        private Sent(Life life) {
            this.life = life;
        }

        /** Returns whether the producer took it. What it does not take it does not have to be kept from overtaking. */
        private boolean send(ProducerRecord<byte[], byte[]> record) {
            try {
                var unused = life.producer.send(record, this);
            } catch (KafkaException failure) {
                completeExceptionally(life.reason(failure));
            } catch (IllegalStateException closed) {
                // By us, or by somebody else.
                life.over = true;
                completeExceptionally(life.reason(closed));
            }
            return !isCompletedExceptionally();
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata place, @Nullable Exception failure) {
            if (failure == null) {
                complete(null);
                return;
            }
            if (Thread.currentThread() != sender) {
                life.end(failure);
            }
            completeExceptionally(life.reason(failure));
        }
    }
}
