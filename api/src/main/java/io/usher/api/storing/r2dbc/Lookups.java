package io.usher.api.storing.r2dbc;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import jakarta.validation.constraints.Positive;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * A few connections for nothing but look-ups by a unique key, of API keys and of invitations that people ask for:
 * however busy lists and transactions keep the other connections, these are not theirs.
 */
@Component
public final class Lookups implements DisposableBean {

    private final ConnectionPool pool;
    private final DatabaseClient database;

    Lookups(ConnectionFactory connections, R2dbcProperties properties, Settings settings) {
        if (!(connections instanceof PastDeadConnections all)) {
            throw new IllegalStateException("connections: %s (expected a pool)".formatted(connections));
        }
        R2dbcProperties.Pool limits = properties.getPool();
        this.pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(all.pool().unwrap())
                        .initialSize(1)
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
    public void destroy() {
        pool.dispose();
    }

    /** @param lookupConnections how many to keep for look-ups, beside those of {@code spring.r2dbc.pool} */
    @Validated
    @ConfigurationProperties("usher.database")
    record Settings(@DefaultValue("4") @Positive int lookupConnections) {}
}
