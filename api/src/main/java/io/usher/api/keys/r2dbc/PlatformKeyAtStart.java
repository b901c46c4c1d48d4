package io.usher.api.keys.r2dbc;

import io.usher.api.keys.AdminToken;
import io.usher.api.storing.Transactions;
import io.usher.api.storing.r2dbc.Outage;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.util.retry.Retry;

/**
 * Waits for the platform's key before the first request is taken, and so for the database: one that is away has half a
 * minute or more to come, then the start fails.
 */
@Component
final class PlatformKeyAtStart implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformKeyAtStart.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(4);
    private static final int TRIES = 10;

    private final PlatformKey key;
    private final AdminToken configured;
    private boolean running;

    PlatformKeyAtStart(
            DatabaseClient database,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids,
            Configured configured) {
        this.key = new PlatformKey(database, transactions, clock, ids);
        this.configured = new AdminToken(configured.adminToken());
    }

    /** The one blocking edge of this program: a start that fails must fail the program. */
    @Override
    public synchronized void start() {
        key.ensure(configured).retryWhen(whileTheDatabaseIsAway()).block();
        running = true;
    }

    private static Retry whileTheDatabaseIsAway() {
        return Retry.backoff(TRIES, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .filter(Outage::isBehind)
                .doBeforeRetry(failed -> LOG.warn(
                        "database: {} (try {} of {}, the start waits)",
                        failed.failure().toString(),
                        failed.totalRetries() + 1,
                        TRIES))
                .onRetryExhaustedThrow((retry, last) -> last.failure());
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Before the relay and the web server. */
    @Override
    public int getPhase() {
        return 0;
    }

    /**
     * What is configured of it.
     *
     * @param adminToken {@code usher.admin-token}; empty = none
     */
    @ConfigurationProperties("usher")
    record Configured(@DefaultValue("") String adminToken) {}
}
