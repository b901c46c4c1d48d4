package io.usher.api.outbox.kafka;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;
import reactor.util.retry.Retry;

/**
 * Publishes what the outbox holds: at least once, in the order of each key, milliseconds after the commit. Of all
 * instances on one database one does; when it ends or loses its connection another takes over. Broker and database may
 * go and come back.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    /** Longer than the producer's own delivery timeout, which ends with a reason. */
    private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(10);

    private final Mono<PostgresqlConnection> connection;
    private final Function<PostgresqlConnection, OutboxSession> outbox;
    private final SenderOptions<byte[], byte[]> settings;
    private @Nullable Disposable running;

    OutboxRelay(
            Mono<PostgresqlConnection> connection,
            Function<PostgresqlConnection, OutboxSession> outbox,
            SenderOptions<byte[], byte[]> settings) {
        this.connection = connection;
        this.outbox = outbox;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        running = relay().subscribe();
    }

    /** Ends only when it is cancelled. A failure costs the connection, and the sender, which would keep a broken one. */
    private Flux<Integer> relay() {
        return Flux.usingWhen(connection, open -> relayFrom(outbox.apply(open)), PostgresqlConnection::close)
                .doOnError(failure -> LOG.warn("outbox relay: {} (events wait, it begins anew)", failure.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true));
    }

    private Flux<Integer> relayFrom(OutboxSession session) {
        return session.turn()
                .thenMany(Flux.usingWhen(
                        Mono.fromSupplier(() -> KafkaSender.create(settings)),
                        sender -> session.wakeUps().concatMap(wakeUp -> relayAll(session, sender), 0),
                        // Closing waits for the network.
                        sender -> Mono.fromRunnable(sender::close).subscribeOn(Schedulers.boundedElastic())));
    }

    private static Flux<Integer> relayAll(OutboxSession session, KafkaSender<byte[], byte[]> sender) {
        return relayBatch(session, sender).expand(relayed -> relayed == 0 ? Mono.empty() : relayBatch(session, sender));
    }

    private static Mono<Integer> relayBatch(OutboxSession session, KafkaSender<byte[], byte[]> sender) {
        return session.oldest()
                .flatMap(entries -> entries.isEmpty()
                        ? Mono.just(0)
                        : publish(sender, entries).then(session.delete(entries)).thenReturn(entries.size()));
    }

    private static Mono<Void> publish(KafkaSender<byte[], byte[]> sender, List<OutboxEntry> entries) {
        return sender.send(Flux.fromIterable(entries).map(entry -> SenderRecord.create(entry.event(), entry.id())))
                .then()
                .timeout(PUBLISH_WITHIN);
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
