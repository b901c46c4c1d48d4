package io.usher.api.storing.r2dbc;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
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
 * A few connections for nothing but look-ups by a unique key, of API keys and of invitations that people ask for:
 * however busy lists and transactions keep the other connections, these are not theirs. They are open before the first
 * request is taken: on a slow machine the first one takes longer to open than a look-up may take, and all who asked for
 * the same key or invitation at the start would share that failure.
 */
@Component
public final class Lookups implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

    private final ConnectionPool pool;
    private final DatabaseClient database;
    private volatile boolean running;

    Lookups(ConnectionFactory connections, R2dbcProperties properties, Settings settings) {
        if (!(connections instanceof PastDeadConnections all)) {
            throw new IllegalStateException("connections: %s (expected a pool)".formatted(connections));
        }
        R2dbcProperties.Pool limits = properties.getPool();
        this.pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(all.pool().unwrap())
                        .initialSize(settings.lookupConnections())
                        .maxSize(settings.lookupConnections())
                        .acquireRetry(limits.getAcquireRetry())
                        .maxAcquireTime(requireNonNull(limits.getMaxAcquireTime()))
                        .maxCreateConnectionTime(requireNonNull(limits.getMaxCreateConnectionTime()))
                        .maxValidationTime(requireNonNull(limits.getMaxValidationTime()))
                        .validationDepth(limits.getValidationDepth())
                        .maxIdleTime(limits.getMaxIdleTime())
                        .maxLifeTime(requireNonNull(limits.getMaxLifeTime()))
                        .build());
        this.database =
                DatabaseClient.create(new PastDeadConnections(pool, settings.lookupConnections(), all.within()));
    }

    public DatabaseClient database() {
        return database;
    }

    @Override
    public void start() {
        pool.warmup()
                .onErrorResume(Outage::isBehind, outage -> {
                    LOG.warn("Connections for look-ups are opened by those who look up first: {}", outage.toString());
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
        pool.dispose();
    }

    /** @param lookupConnections how many to keep for look-ups, beside those of {@code spring.r2dbc.pool} */
    @Validated
    @ConfigurationProperties("usher.database")
    record Settings(@DefaultValue("4") @Positive int lookupConnections) {}
}
