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
import io.usher.runtime.Reconnecting;
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
 * Sends requests and other commands to their topics. A producer that fails is replaced by a new one. A request that the
 * broker has confirmed is in the index of pending requests at once. Thread-safe; never blocks its callers.
 */
final class KafkaRequestQueue extends KeptConnection implements RequestQueue, CommandQueue {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRequestQueue.class);

    private static final List<Topic> TOPICS = List.of(Topic.ACCEPTANCES_REQUESTED, Topic.MEMBERS_REQUESTED);

    /** Requests are refused while a producer is being closed; a new one is created afterwards. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final PendingIndex pending;
    private final int limit;
    private final Clock clock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile @Nullable Open open;

    /** @param limit how many requests and commands may be in flight */
    KafkaRequestQueue(Supplier<Producer<byte[], byte[]>> producers, PendingIndex pending, int limit, Clock clock) {
        this.producers = producers;
        this.pending = pending;
        this.limit = limit;
        this.clock = clock;
    }

    /** A producer that has its metadata, until it fails in a way that it does not recover from. */
    private record Open(Producer<byte[], byte[]> producer, Sinks.Empty<Void> broken) {}

    /** @param producer once it is there, also if the connection is ended meanwhile */
    private record Created(Mono<Producer<byte[], byte[]>> producer) {}

    boolean isOpen() {
        return open != null;
    }

    /** How many requests and commands are in flight. */
    int size() {
        return inFlight.get();
    }

    @Override
    public Mono<Placement> add(AcceptanceRequested request, @Nullable KeyUse use) {
        return Mono.defer(() -> {
            ProducerRecord<byte[], byte[]> record = encode(
                    new EventMessage(request.acceptance().toString(), Source.API, clock.instant(), request), use);
            // The producer's own thread must not do HTTP work.
            return ServingThread.back(Mono.<Placement>create(result -> send(record, result)))
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
            return ServingThread.back(Mono.<Placement>create(result -> send(record, result)))
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

    private void send(ProducerRecord<byte[], byte[]> record, MonoSink<Placement> result) {
        Open current = open;
        if (current == null) {
            result.success(new Placement.Unconfirmed());
        } else if (inFlight.incrementAndGet() > limit) {
            inFlight.decrementAndGet();
            result.success(new Placement.TooMany());
        } else {
            send(record, result, current);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record, MonoSink<Placement> result, Open current) {
        // A failing producer may accept a record, throw, and call back nevertheless.
        AtomicBoolean settled = new AtomicBoolean();
        Consumer<Placement> settle = placement -> {
            if (settled.compareAndSet(false, true)) {
                inFlight.decrementAndGet();
                result.success(placement);
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
        LOG.debug("A request was not confirmed, its caller gets 503.", failure);
        if (!(failure instanceof RetriableException)) {
            var unused = current.broken().tryEmitError(failure);
        }
        return new Placement.Unconfirmed();
    }

    @Override
    protected Flux<?> connect() {
        return Flux.usingWhen(
                        Mono.fromSupplier(this::create),
                        created -> created.producer().flatMap(this::keepOpen),
                        created -> created.producer().onErrorComplete().flatMap(KafkaRequestQueue::close))
                .doOnError(failure ->
                        LOG.warn("Requests cannot be sent, they are refused until a new producer is ready.", failure));
    }

    /** Creating one may wait for DNS. */
    private Created create() {
        return new Created(Mono.fromSupplier(producers)
                .subscribeOn(Schedulers.boundedElastic())
                .cache());
    }

    /** Opens after the metadata of all topics is loaded: sending never waits, so without metadata it would fail. */
    private Mono<Void> keepOpen(Producer<byte[], byte[]> producer) {
        Sinks.Empty<Void> broken = Sinks.empty();
        return Flux.fromIterable(TOPICS)
                .concatMap(topic -> Mono.fromCallable(() -> producer.partitionsFor(topic.topicName()))
                        .subscribeOn(Schedulers.boundedElastic())
                        .retryWhen(Reconnecting.backoff().filter(RetriableException.class::isInstance)))
                .then(Mono.fromRunnable(() -> open = new Open(producer, broken)))
                .then(broken.asMono())
                .doFinally(end -> open = null);
    }

    /** Records in flight are sent or become unconfirmed within {@link #CLOSE_WITHIN}. */
    private static Mono<Void> close(Producer<byte[], byte[]> producer) {
        return Mono.<Void>fromRunnable(() -> producer.close(CLOSE_WITHIN)).subscribeOn(Schedulers.boundedElastic());
    }
}
