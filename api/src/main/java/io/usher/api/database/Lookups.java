package io.usher.api.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.usher.runtime.Outage;
import jakarta.validation.constraints.Positive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import reactor.core.publisher.Mono;

/**
 * A few connections for nothing but look-ups by a unique key: however busy lists and transactions keep the other
 * connections, these are not theirs. API keys have theirs, too, apart from the invitations that people ask for. They are
 * open before the first request is taken: on a slow machine the first one takes longer to open than a look-up may take,
 * and all who asked for the same key or invitation at the start would share that failure.
 */
@Component
public final class Lookups implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

    private final PastDeadConnections keys;
    private final PastDeadConnections invitations;
    private volatile boolean running;

    Lookups(ConnectionFactory connections, R2dbcProperties properties, Settings settings) {
        if (!(connections instanceof PastDeadConnections all)) {
            throw new IllegalStateException("connections: %s (expected a pool)".formatted(connections));
        }
        this.keys = some(settings.keyConnections(), all, properties.getPool());
        this.invitations = some(settings.lookupConnections(), all, properties.getPool());
    }

    private static PastDeadConnections some(int number, PastDeadConnections all, R2dbcProperties.Pool limits) {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        all.pool().unwrap())
                .initialSize(number)
                .maxSize(number)
                .acquireRetry(limits.getAcquireRetry())
                .maxAcquireTime(requireNonNull(limits.getMaxAcquireTime()))
                .maxCreateConnectionTime(requireNonNull(limits.getMaxCreateConnectionTime()))
                .postAllocate(new ValidatedLately(requireNonNull(limits.getMaxValidationTime()), System::nanoTime))
                .maxIdleTime(limits.getMaxIdleTime())
                .maxLifeTime(requireNonNull(limits.getMaxLifeTime()))
                .build());
        return new PastDeadConnections(pool, number, all.within());
    }

    /** For look-ups of API keys. */
    public DatabaseClient keys() {
        return DatabaseClient.create(keys);
    }

    /** For look-ups of invitations, and of who has a seat of them. */
    public DatabaseClient invitations() {
        return DatabaseClient.create(invitations);
    }

    /** Blocks: the web server starts only after this. */
    @Override
    public void start() {
        Mono.when(keys.pool().warmup(), invitations.pool().warmup())
                .onErrorResume(Outage::isBehind, outage -> {
                    LOG.warn(
                            "Connections for look-ups are opened by those who look up first: {}",
                            Outage.describe(outage));
                    return Mono.empty();
                })
                .block();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Once the database is there, which is waited for in phase 0, and before the web server. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void destroy() {
        keys.pool().dispose();
        invitations.pool().dispose();
    }

    /**
     * Connections beside those of {@code spring.r2dbc.pool}.
     *
     * @param keyConnections how many to keep for look-ups of keys
     * @param lookupConnections how many to keep for look-ups of invitations
     */
    @Validated
    @ConfigurationProperties("usher.database")
    record Settings(
            @DefaultValue("2") @Positive int keyConnections,
            @DefaultValue("4") @Positive int lookupConnections) {}
}
