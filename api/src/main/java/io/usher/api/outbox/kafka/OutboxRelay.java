package io.usher.api.outbox.kafka;

import io.micrometer.core.instrument.Counter;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.usher.api.database.Outage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
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
 * Publishes what the outbox holds: at least once, in the order of each key unless a broker refuses an event, milliseconds
 * after the commit. Of all
 * instances on one database one does; when it ends or loses its connection another takes over. Broker and database may
 * go and come back. An event that Kafka refuses for good is set aside and reported; the others go on.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    /** Then the sender is closed: until that has happened its producer gives nothing up, see {@link #DELIVERED_WITHIN}. */
    private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(10);

    static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    /**
     * The producer's delivery timeout: longer than it lives after it was given an event. A producer that gives an event up
     * may append later ones of its key before it comes again.
     */
    static final Duration DELIVERED_WITHIN = PUBLISH_WITHIN.plus(CLOSE_WITHIN).plusSeconds(1);

    /** After it nothing that another instance began to send can come late and stand as the newest state of its key. */
    private static final Duration FENCE = DELIVERED_WITHIN.plusSeconds(1);

    private final Mono<PostgresqlConnection> connection;
    private final Function<PostgresqlConnection, OutboxSession> outbox;
    private final SenderOptions<byte[], byte[]> settings;
    private final Clock clock;
    private final Counter refused;
    private @Nullable Disposable running;

    OutboxRelay(
            Mono<PostgresqlConnection> connection,
            Function<PostgresqlConnection, OutboxSession> outbox,
            SenderOptions<byte[], byte[]> settings,
            Clock clock,
            Counter refused) {
        this.connection = connection;
        this.outbox = outbox;
        this.settings = settings;
        this.clock = clock;
        this.refused = refused;
    }

    @Override
    public synchronized void start() {
        running = relay().subscribe();
    }

    /** Ends only when it is cancelled. A failure costs the connection, and the sender, which would keep a broken one. */
    private Flux<Integer> relay() {
        return Flux.usingWhen(connection, open -> relayFrom(outbox.apply(open)), PostgresqlConnection::close)
                .doOnError(OutboxRelay::report)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true));
    }

    private static void report(Throwable failure) {
        if (failure instanceof KafkaException || Outage.isBehind(failure)) {
            LOG.warn("outbox relay: {} (events wait, it begins anew)", failure.toString());
        } else {
            LOG.error("outbox relay: a bug to be fixed (events wait, it begins anew)", failure);
        }
    }

    private Flux<Integer> relayFrom(OutboxSession session) {
        return session.turn(FENCE)
                .thenMany(Flux.usingWhen(
                        Mono.fromSupplier(() -> KafkaSender.create(settings)),
                        sender -> session.wakeUps().concatMap(wakeUp -> relayAll(session, sender), 0),
                        // Closing waits for the network.
                        sender -> Mono.fromRunnable(sender::close).subscribeOn(Schedulers.boundedElastic())));
    }

    private Flux<Integer> relayAll(OutboxSession session, KafkaSender<byte[], byte[]> sender) {
        return relayBatch(session, sender).expand(relayed -> relayed == 0 ? Mono.empty() : relayBatch(session, sender));
    }

    private Mono<Integer> relayBatch(OutboxSession session, KafkaSender<byte[], byte[]> sender) {
        return session.oldest()
                .flatMap(entries -> entries.isEmpty()
                        ? Mono.just(0)
                        : publish(sender, entries)
                                .then(session.delete(entries))
                                .onErrorResume(OutboxRelay::isForGood, one -> publishEach(session, sender, entries))
                                .thenReturn(entries.size()));
    }

    private static Mono<Void> publish(KafkaSender<byte[], byte[]> sender, List<OutboxEntry> entries) {
        return sender.send(Flux.fromIterable(entries).map(entry -> SenderRecord.create(entry.event(), entry.id())))
                .then()
                .timeout(PUBLISH_WITHIN);
    }

    /**
     * One by one, to find those that Kafka refuses. Repeats have the ids of what they repeat. Each is deleted at once: it
     * is not published again if another fails, and the session does not fall silent however long it takes.
     */
    private Mono<Void> publishEach(
            OutboxSession session, KafkaSender<byte[], byte[]> sender, List<OutboxEntry> entries) {
        return Flux.fromIterable(entries)
                .concatMap(entry -> publish(sender, List.of(entry))
                        .then(session.delete(List.of(entry)))
                        .onErrorResume(OutboxRelay::isForGood, refusal -> setAside(session, entry, refusal)))
                .then();
    }

    private Mono<Void> setAside(OutboxSession session, OutboxEntry entry, Throwable refusal) {
        String reason = refusal.getClass().getSimpleName();
        return session.setAside(entry, reason, clock.instant()).doOnSuccess(done -> {
            refused.increment();
            LOG.error(
                    "outbox relay: event {} for {} is refused: {} (it is kept in directory.outbox_refused, the others"
                            + " go on)",
                    entry.id(),
                    entry.event().topic(),
                    reason);
        });
    }

    /** The record itself is at fault: no time and no broker will take it. */
    private static boolean isForGood(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
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
