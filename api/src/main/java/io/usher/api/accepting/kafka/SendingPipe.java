package io.usher.api.accepting.kafka;

import io.usher.api.accepting.RequestQueue.Placement;
import io.usher.api.accepting.RequestQueue.Placement.Placed;
import io.usher.api.accepting.RequestQueue.Placement.TooMany;
import io.usher.api.accepting.RequestQueue.Placement.Unconfirmed;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;

/**
 * The way out through one sender at a time. Every record is told its fate exactly once, also when the sender ends. Safe
 * for several threads.
 */
final class SendingPipe {

    private static final Logger LOG = LoggerFactory.getLogger(SendingPipe.class);

    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Sent> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable FluxSink<SenderRecord<byte[], byte[], Sent>> entrance;

    /** @param most how many records may be under way */
    SendingPipe(int most) {
        this.most = most;
    }

    boolean isOpen() {
        return entrance != null;
    }

    int size() {
        return count.get();
    }

    /** Open until cancelled. Fails where the sender cannot be trusted any more: use a fresh one. */
    Flux<Void> through(KafkaSender<byte[], byte[]> sender) {
        // Without a bound of its own: the count holds it to the limit.
        Flux<SenderRecord<byte[], byte[], Sent>> records = Flux.create(sink -> entrance = sink);
        return sender.send(records)
                .<Void>handle((result, sink) -> {
                    settle(result);
                    Exception failure = result.exception();
                    if (failure != null && !(failure instanceof RetriableException)) {
                        sink.error(failure);
                    }
                })
                .doFinally(end -> close());
    }

    private void settle(SenderResult<Sent> result) {
        RecordMetadata place = result.recordMetadata();
        if (result.exception() == null && place != null) {
            tell(
                    result.correlationMetadata(),
                    new Placed(place.partition(), place.offset(), Instant.ofEpochMilli(place.timestamp())));
        } else {
            LOG.debug("A request was not confirmed, its caller is told so.", result.exception());
            tell(result.correlationMetadata(), new Unconfirmed());
        }
    }

    private void tell(Sent sent, Placement placement) {
        if (underWay.remove(sent)) {
            count.decrementAndGet();
            sent.fate.success(placement);
        }
    }

    private void close() {
        entrance = null;
        underWay.forEach(sent -> tell(sent, new Unconfirmed()));
    }

    /** Sends when subscribed to. Cancelling calls nothing back. */
    Mono<Placement> send(ProducerRecord<byte[], byte[]> record) {
        return Mono.create(fate -> send(record, fate));
    }

    private void send(ProducerRecord<byte[], byte[]> record, MonoSink<Placement> fate) {
        FluxSink<SenderRecord<byte[], byte[], Sent>> open = entrance;
        if (open == null) {
            fate.success(new Unconfirmed());
        } else if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            fate.success(new TooMany());
        } else {
            Sent sent = new Sent(fate);
            underWay.add(sent);
            open.next(SenderRecord.create(record, sent));
            if (entrance != open) {
                // Closed in between, and perhaps opened again: nobody else may have seen this one.
                tell(sent, new Unconfirmed());
            }
        }
    }

    /** A record on its way, one of its kind. */
    private static final class Sent {

        private final MonoSink<Placement> fate;

        private Sent(MonoSink<Placement> fate) {
            this.fate = fate;
        }
    }
}
