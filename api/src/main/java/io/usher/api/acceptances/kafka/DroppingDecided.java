package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.r2dbc.DecidedPositions;
import io.usher.api.acceptances.topics.TopicFollower;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Reads the worker's position at a fixed interval, and drops decided requests from the pending ones. */
final class DroppingDecided implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DroppingDecided.class);

    private final DecidedPositions positions;
    private final PendingIndex pending;
    private final TopicFollower requests;
    private final Duration every;
    private final Disposable.Swap polling = Disposables.swap();

    private Map<Integer, Long> last = Map.of();

    DroppingDecided(DecidedPositions positions, PendingIndex pending, TopicFollower requests, Duration every) {
        this.positions = positions;
        this.pending = pending;
        this.requests = requests;
        this.every = every;
    }

    @Override
    public void start() {
        polling.update(Flux.interval(every)
                .onBackpressureDrop()
                .concatMap(tick -> positions
                        .current()
                        .doOnNext(this::drop)
                        .onErrorResume(StoreFailure.class, DroppingDecided::later))
                .doOnError(bug -> LOG.error("Decided requests stay in memory as pending until the next attempt.", bug))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, every))
                .subscribe());
    }

    /** A position that went back belongs to a log that was recreated, or to a restored database. */
    private void drop(Map<Integer, Long> now) {
        boolean wentBack = last.entrySet().stream()
                .anyMatch(position -> now.getOrDefault(position.getKey(), 0L) < position.getValue());
        Map<Integer, Long> before = last;
        last = now;
        if (wentBack) {
            LOG.warn("The worker's position went back: requests are read again from that position.");
            Map<Integer, Long> all = new HashMap<>(now);
            before.keySet().forEach(partition -> all.putIfAbsent(partition, 0L));
            pending.beginAnew(all);
            requests.beginAnew();
        } else {
            pending.decided(now);
        }
    }

    private static Mono<Map<Integer, Long>> later(StoreFailure failure) {
        LOG.warn("Decided requests stay listed as pending until the database answers: {}", Outage.describe(failure));
        return Mono.empty();
    }

    @Override
    public void stop() {
        polling.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        Disposable current = polling.get();
        return current != null && !current.isDisposed();
    }
}
