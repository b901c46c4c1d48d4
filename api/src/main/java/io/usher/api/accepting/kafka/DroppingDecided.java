package io.usher.api.accepting.kafka;

import io.usher.api.accepting.PendingRequests;
import io.usher.api.accepting.StoreFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks every few moments how far the worker is, and lets go of what it has decided. */
final class DroppingDecided implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DroppingDecided.class);

    private final PendingRequests pending;
    private final Duration every;
    private final Disposable.Swap polling = Disposables.swap();

    DroppingDecided(PendingRequests pending, Duration every) {
        this.pending = pending;
        this.every = every;
    }

    @Override
    public void start() {
        polling.update(Flux.interval(every)
                .onBackpressureDrop()
                .concatMap(tick -> pending.dropDecided()
                        .doOnError(failure -> LOG.warn(
                                "What is decided stays listed as pending until the database answers: {}",
                                failure.toString()))
                        .onErrorResume(StoreFailure.class, later -> Mono.empty()))
                .subscribe());
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
