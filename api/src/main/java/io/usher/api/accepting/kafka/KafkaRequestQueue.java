package io.usher.api.accepting.kafka;

import io.usher.api.accepting.KeyUse;
import io.usher.api.accepting.RequestQueue;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.util.retry.Retry;

/**
 * Requests on their topic, through one sender for as long as it works and then through a fresh one. A request that is
 * placed here is pending here from the same moment.
 */
final class KafkaRequestQueue implements RequestQueue, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRequestQueue.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final Supplier<KafkaSender<byte[], byte[]>> senders;
    private final SendingPipe pipe;
    private final PendingIndex pending;
    private final Clock clock;
    private final Disposable.Swap connection = Disposables.swap();

    KafkaRequestQueue(
            Supplier<KafkaSender<byte[], byte[]>> senders, SendingPipe pipe, PendingIndex pending, Clock clock) {
        this.senders = senders;
        this.pipe = pipe;
        this.pending = pending;
        this.clock = clock;
    }

    @Override
    public Mono<Placement> add(AcceptanceRequested request, @Nullable KeyUse use) {
        return Mono.defer(() -> {
            ProducerRecord<byte[], byte[]> record = EventCodec.encode(
                    new EventMessage(request.acceptance().toString(), Source.API, clock.instant(), request));
            if (use != null) {
                EventHeaders.put(record.headers(), use);
            }
            return pipe.send(record).doOnNext(placement -> {
                if (placement instanceof Placement.Placed placed) {
                    pending.acknowledged(PendingRequest.of(request, placed, record.value()));
                }
            });
        });
    }

    @Override
    public void start() {
        connection.update(Flux.usingWhen(Mono.fromSupplier(senders), this::connect, KafkaRequestQueue::close)
                .doOnError(failure ->
                        LOG.warn("Requests cannot be sent, they are refused while a fresh sender is made.", failure))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                        .maxBackoff(LAST_RETRY)
                        .transientErrors(true))
                .subscribe());
    }

    /** Knows the partitions before it opens: from then on sending does not wait for the broker. */
    private Flux<Void> connect(KafkaSender<byte[], byte[]> sender) {
        return sender.doOnProducer(producer -> producer)
                .flatMap(producer -> Mono.fromCallable(
                                () -> producer.partitionsFor(Topic.ACCEPTANCES_REQUESTED.topicName()))
                        .subscribeOn(Schedulers.boundedElastic()))
                .thenMany(pipe.through(sender));
    }

    private static Mono<Void> close(KafkaSender<byte[], byte[]> sender) {
        return Mono.<Void>fromRunnable(sender::close).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void stop() {
        connection.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        Disposable current = connection.get();
        return current != null && !current.isDisposed();
    }

    /** Before the web server, and after it on the way down. */
    @Override
    public int getPhase() {
        return 0;
    }
}
