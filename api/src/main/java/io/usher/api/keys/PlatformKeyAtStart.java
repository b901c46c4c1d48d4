package io.usher.api.keys;

import io.usher.api.database.Transactions;
import io.usher.runtime.Outage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.util.retry.Retry;

/**
 * Waits for the platform's key before the first request is taken, and so for the database: one that is away has at
 * least half a minute to come, then the start fails.
 */
@Component
final class PlatformKeyAtStart implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformKeyAtStart.class);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(4);
    private static final int RETRIES = 20;

    private final PlatformKey key;
    private final AdminToken configured;
    private final FirstKeyFile file;
    private boolean running;

    PlatformKeyAtStart(
            DatabaseClient database,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids,
            Configured configured) {
        this.key = new PlatformKey(database, transactions, clock, ids);
        this.configured = new AdminToken(configured.adminToken());
        this.file = new FirstKeyFile(configured.firstKeyFile().toAbsolutePath());
    }

    /** Blocks: a start that fails must fail the program. */
    @Override
    public synchronized void start() {
        key.ensure(configured, file).retryWhen(whileTheDatabaseIsAway()).block();
        running = true;
    }

    private static Retry whileTheDatabaseIsAway() {
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
     * @param firstKeyFile {@code usher.first-key-file}; where the first key is written if Usher makes it
     */
    @ConfigurationProperties("usher")
    record Configured(@DefaultValue("") String adminToken, Path firstKeyFile) {}
}
