package io.usher.runtime.outbox;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.usher.runtime.EventPublisher;
import io.usher.runtime.Outage;
import io.usher.runtime.Reconnecting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ProducerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes what the outbox holds: at least once, in the order of each key unless a broker refuses a record, milliseconds
 * after the commit. Of all instances on one schema one does; when it ends or loses its connection another takes over.
 * Broker and database may go and come back. A record that Kafka refuses for good is set aside and reported; the others go
 * on.
 */
final class OutboxRelay implements DisposableBean, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    /*
     * How the order of a key outlives the relay. A publication that takes longer than PUBLISH_WITHIN fails. With each
     * failure the producer is closed, within CLOSE_WITHIN. Its delivery timeout is longer than both: it never gives a
     * record up, after which it might append later ones, before it is closed. After the FENCE nothing that another
     * instance began to publish can come late and stand as the newest state of its key.
     */
    private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(4);

    static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = PUBLISH_WITHIN.plus(CLOSE_WITHIN);
    static final Duration DELIVERED_WITHIN = PUBLISH_WITHIN.plus(CLOSE_WITHIN).plusSeconds(1);
    private static final Duration FENCE = DELIVERED_WITHIN.plusSeconds(1);

    /** Far below those of Spring Kafka's containers and of Spring Boot's web server. */
    private static final int PHASE = Integer.MAX_VALUE - 8192;

    private final Mono<PostgresqlConnection> connection;
    private final Function<PostgresqlConnection, OutboxSession> outbox;
    private final ProducerFactory<byte[], byte[]> producers;
    private final RefusalReports refusals;
    private final BatchLimit limit = new BatchLimit();
    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile boolean leaving;
    private @Nullable Disposable running;
    private @Nullable Disposable waiting;

    /** @param producers gives out one producer, of this relay alone, until it is reset, which closes that one */
    OutboxRelay(
            Mono<PostgresqlConnection> connection,
            Function<PostgresqlConnection, OutboxSession> outbox,
            ProducerFactory<byte[], byte[]> producers,
            RefusalReports refusals) {
        this.connection = connection;
        this.outbox = outbox;
        this.producers = producers;
        this.refusals = refusals;
    }

    @Override
    public synchronized void start() {
        running = relay().doFinally(end -> ended.tryEmitEmpty()).subscribe();
    }

    /** Ends when it is told to stop or is cancelled. A failure costs the connection, and the producer. */
    private Flux<Integer> relay() {
        return Flux.usingWhen(connection, open -> relayFrom(outbox.apply(open)), PostgresqlConnection::close)
                .doOnError(OutboxRelay::report)
                .retryWhen(Reconnecting.backoff());
    }

    private static void report(Throwable failure) {
        if (failure instanceof KafkaException || Outage.isBehind(failure)) {
            LOG.warn("outbox relay: {} (events wait, it begins anew)", Outage.describe(failure));
        } else {
            LOG.error("outbox relay: a bug to be fixed (events wait, it begins anew)", failure);
        }
    }

    private Flux<Integer> relayFrom(OutboxSession session) {
        return session.turn(FENCE)
                .thenReturn(session)
                .takeUntilOther(stopping.asMono())
                .flatMapMany(turn -> Flux.usingWhen(
                        Mono.fromSupplier(() -> new EventPublisher(producers)),
                        publisher -> turn.wakeUps()
                                .takeUntilOther(stopping.asMono())
                                .concatMap(wakeUp -> relayAll(turn, publisher), 0),
                        publisher -> close().then(turn.leave()),
                        (publisher, failure) -> close(),
                        publisher -> close()));
    }

    /** Waits for the network. */
    private Mono<Void> close() {
        return Mono.<Void>fromRunnable(producers::reset).subscribeOn(Schedulers.boundedElastic());
    }

    private Flux<Integer> relayAll(OutboxSession session, EventPublisher publisher) {
        return relaySome(session, publisher)
                .expand(relayed -> relayed == 0 || leaving ? Mono.empty() : relaySome(session, publisher));
    }

    private Mono<Integer> relaySome(OutboxSession session, EventPublisher publisher) {
        return session.oldest(limit)
                .flatMap(bundles -> bundles.isEmpty() ? Mono.just(0) : relay(session, publisher, bundles));
    }

    private Mono<Integer> relay(OutboxSession session, EventPublisher publisher, List<OutboxBundle> bundles) {
        List<ProducerRecord<byte[], byte[]>> records =
                bundles.stream().flatMap(bundle -> bundle.records().stream()).toList();
        return publish(session, publisher, records)
                .doOnSuccess(published -> limit.succeeded())
                .doOnError(TimeoutException.class, late -> limit.timedOut())
                .then(session.delete(bundles))
                .onErrorResume(OutboxRelay::mayBeARefusal, one -> relayEach(session, publisher, bundles))
                .thenReturn(bundles.size());
    }

    private static Mono<Void> publish(
            OutboxSession session, EventPublisher publisher, List<ProducerRecord<byte[], byte[]>> records) {
        return session.awakeDuring(publisher.publish(records::stream).timeout(PUBLISH_WITHIN));
    }

    /**
     * Bundle by bundle, to find those with records that Kafka refuses. Repeats have the ids of what they repeat. Each is
     * deleted at once: it is not published again if another fails.
     */
    private Mono<Void> relayEach(OutboxSession session, EventPublisher publisher, List<OutboxBundle> bundles) {
        return Flux.fromIterable(bundles)
                .concatMap(bundle -> publish(session, publisher, bundle.records())
                        .then(session.delete(List.of(bundle)))
                        .onErrorResume(
                                OutboxRelay::mayBeARefusal, one -> relayRecordByRecord(session, publisher, bundle)))
                .then();
    }

    private Mono<Void> relayRecordByRecord(OutboxSession session, EventPublisher publisher, OutboxBundle bundle) {
        return Flux.range(0, bundle.records().size())
                .concatMap(place -> {
                    ProducerRecord<byte[], byte[]> one = bundle.records().get(place);
                    return publish(session, publisher, List.of(one))
                            .then(Mono.<ProducerRecord<byte[], byte[]>>empty())
                            .onErrorResume(
                                    OutboxRelay::isForGood,
                                    refusal -> refusals.setAside(
                                            session, new RefusedRecord(bundle.id(), place, one, reason(refusal))));
                })
                .collectList()
                .flatMap(reports ->
                        reports.isEmpty() ? session.delete(List.of(bundle)) : session.replace(bundle, reports));
    }

    private static String reason(Throwable refusal) {
        return refusal.getClass().getSimpleName();
    }

    /** The record itself is at fault: no time and no broker will take it. */
    private static boolean isForGood(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
    }

    /** Kafka's client says nothing more precise of a record that is in one batch with one that a broker refuses. */
    private static boolean mayBeARefusal(Throwable failure) {
        return isForGood(failure) || failure.getClass() == KafkaException.class;
    }

    /** Lets what is being published end, so that the next instance need not wait for it. */
    @Override
    public synchronized void stop(Runnable whenStopped) {
        leaving = true;
        stopping.tryEmitEmpty();
        waiting = ended.asMono()
                .timeout(STOP_WITHIN, Mono.empty())
                .doFinally(end -> {
                    stop();
                    whenStopped.run();
                })
                .subscribe();
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized void destroy() {
        stop();
        if (waiting != null) {
            waiting.dispose();
        }
    }

    /** After listeners and web server, whose last transactions append to the outbox. */
    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
