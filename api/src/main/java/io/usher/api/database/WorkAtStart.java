package io.usher.api.database;

import io.usher.runtime.Outage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Work in the database that is complete before the first request is taken. A database that is away has at least half a minute
 * to come; then, or if the work fails otherwise, the start fails.
 */
public abstract class WorkAtStart implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WorkAtStart.class);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(4);
    private static final int RETRIES = 20;

    private boolean running;

    /** Begun once more if the database was away. */
    protected abstract Mono<Void> work();

    /** Blocks: a start that fails must fail the program. */
    @Override
    public final synchronized void start() {
        Mono.defer(this::work).retryWhen(retry()).block();
        running = true;
    }

    private static Retry retry() {
        return Retry.backoff(RETRIES, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .filter(Outage::isBehind)
                .doBeforeRetry(failed -> LOG.warn(
                        "database: {} (the start waits, retry {} of {})",
                        NestedExceptionUtils.getMostSpecificCause(failed.failure())
                                .toString(),
                        failed.totalRetries() + 1,
                        RETRIES))
                .onRetryExhaustedThrow((retry, last) -> last.failure());
    }

    @Override
    public final synchronized void stop() {
        running = false;
    }

    @Override
    public final synchronized boolean isRunning() {
        return running;
    }

    /** Before the relay and the web server. */
    @Override
    public final int getPhase() {
        return 0;
    }
}
