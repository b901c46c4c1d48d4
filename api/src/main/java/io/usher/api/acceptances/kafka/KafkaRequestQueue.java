package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.asking.RequestQueue;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.cache.PendingRequest;
import io.usher.api.acceptances.topics.KeptConnection;
import io.usher.api.commands.CommandQueue;
import io.usher.api.commands.KeyUse;
import io.usher.api.http.security.ServingThread;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Requests and other commands on their topics, through one producer for as long as it works and then through a fresh one. A request that is
 * placed here is pending here from the same moment. Safe for several threads, none of which it blocks.
 */
final class KafkaRequestQueue extends KeptConnection implements RequestQueue, CommandQueue {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRequestQueue.class);

    private static final List<Topic> TOPICS = List.of(Topic.ACCEPTANCES_REQUESTED, Topic.MEMBERS_REQUESTED);

    /** Nothing is taken meanwhile: a fresh producer is made afterwards. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final PendingIndex pending;
    private final int most;
    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile @Nullable Open open;

    /** @param most how many requests may be under way */
    KafkaRequestQueue(Supplier<Producer<byte[], byte[]>> producers, PendingIndex pending, int most, Clock clock) {
        this.producers = producers;
        this.pending = pending;
        this.most = most;
        this.clock = clock;
    }

    /** A producer that knows the partitions, until it fails in a way that it does not recover from. */
    private record Open(Producer<byte[], byte[]> producer, Sinks.Empty<Void> broken) {}

    boolean isOpen() {
        return open != null;
    }

    /** How many requests are under way. */
    int size() {
        return underWay.get();
    }

    @Override
    public Mono<Placement> add(AcceptanceRequested request, @Nullable KeyUse use) {
        return Mono.defer(() -> {
            ProducerRecord<byte[], byte[]> record = encode(
                    new EventMessage(request.acceptance().toString(), Source.API, clock.instant(), request), use);
            // The producer's own thread does not do the work of HTTP.
            return ServingThread.back(Mono.<Placement>create(fate -> send(record, fate)))
                    .doOnNext(placement -> {
                        if (placement instanceof Placement.Placed placed) {
                            pending.acknowledged(PendingRequest.of(request, placed, record.value()));
                        }
                    });
        });
    }

    @Override
    public Mono<Delivery> add(EventMessage command, @Nullable KeyUse use) {
        return Mono.defer(() -> {
            ProducerRecord<byte[], byte[]> record = encode(command, use);
            return ServingThread.back(Mono.<Placement>create(fate -> send(record, fate)))
                    .map(KafkaRequestQueue::delivery);
        });
    }

    private static ProducerRecord<byte[], byte[]> encode(EventMessage message, @Nullable KeyUse use) {
        ProducerRecord<byte[], byte[]> record = EventCodec.encode(message);
        if (use != null) {
            EventHeaders.put(record.headers(), use);
        }
        return record;
    }

    private static Delivery delivery(Placement placement) {
        return switch (placement) {
            case Placement.Placed placed -> Delivery.CONFIRMED;
            case Placement.TooMany tooMany -> Delivery.OVERLOADED;
            case Placement.Unconfirmed unconfirmed -> Delivery.UNCONFIRMED;
        };
    }

    private void send(ProducerRecord<byte[], byte[]> record, MonoSink<Placement> fate) {
        Open current = open;
        if (current == null) {
            fate.success(new Placement.Unconfirmed());
        } else if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            fate.success(new Placement.TooMany());
        } else {
            send(record, fate, current);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record, MonoSink<Placement> fate, Open current) {
        // A producer in trouble may take a record, throw, and call back all the same.
        AtomicBoolean settled = new AtomicBoolean();
        Consumer<Placement> settle = placement -> {
            if (settled.compareAndSet(false, true)) {
                underWay.decrementAndGet();
                fate.success(placement);
            }
        };
        try {
            var unused = current.producer()
                    .send(
                            record,
                            (place, failure) ->
                                    settle.accept(failure == null ? placed(place) : unconfirmed(failure, current)));
        } catch (KafkaException | IllegalStateException failure) {
            settle.accept(unconfirmed(failure, current));
        }
    }

    private static Placement placed(RecordMetadata place) {
        return new Placement.Placed(place.partition(), place.offset(), Instant.ofEpochMilli(place.timestamp()));
    }

    private static Placement unconfirmed(Exception failure, Open current) {
        LOG.debug("A request was not confirmed, its caller is told so.", failure);
        if (!(failure instanceof RetriableException)) {
            var unused = current.broken().tryEmitError(failure);
        }
        return new Placement.Unconfirmed();
    }

    @Override
    protected Flux<?> connect() {
        // To make one may wait for names to resolve.
        Mono<Producer<byte[], byte[]>> producer = Mono.fromSupplier(producers).subscribeOn(Schedulers.boundedElastic());
        return Flux.usingWhen(producer, this::keepOpen, KafkaRequestQueue::close)
                .doOnError(failure ->
                        LOG.warn("Requests cannot be sent, they are refused while a fresh producer is made.", failure));
    }

    /** Opens when it knows the partitions: sending waits for nothing, so what it does not know then it refuses. */
    private Mono<Void> keepOpen(Producer<byte[], byte[]> producer) {
        Sinks.Empty<Void> broken = Sinks.empty();
        return Flux.fromIterable(TOPICS)
                .concatMap(topic -> Mono.fromCallable(() -> producer.partitionsFor(topic.topicName()))
                        .subscribeOn(Schedulers.boundedElastic())
                        .retryWhen(backoff().filter(RetriableException.class::isInstance)))
                .then(Mono.fromRunnable(() -> open = new Open(producer, broken)))
                .then(broken.asMono())
                .doFinally(end -> open = null);
    }

    /** Whatever is still under way then is sent or unconfirmed within {@link #CLOSE_WITHIN}. */
    private static Mono<Void> close(Producer<byte[], byte[]> producer) {
        return Mono.<Void>fromRunnable(() -> producer.close(CLOSE_WITHIN)).subscribeOn(Schedulers.boundedElastic());
    }
}
