package io.usher.api.http.idempotency;

import io.usher.runtime.Outage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes kept answers every hour once they are too old to be repeated. */
@Component
final class ForgettingOldAnswers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ForgettingOldAnswers.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final AnsweringOnce once;
    private @Nullable Disposable running;

    ForgettingOldAnswers(AnsweringOnce once) {
        this.once = once;
    }

    @Override
    public synchronized void start() {
        running = Flux.interval(FIRST, EVERY)
                .onBackpressureDrop()
                .concatMap(hour -> once.forgetOld().onErrorResume(Outage::isBehind, ForgettingOldAnswers::later))
                .doOnError(bug -> LOG.error("old answers cannot be deleted, next try in a minute", bug))
                .retry()
                .subscribe();
    }

    private static Mono<Long> later(Throwable outage) {
        LOG.warn("old answers are not deleted: {} (next try in an hour)", outage.toString());
        return Mono.empty();
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
