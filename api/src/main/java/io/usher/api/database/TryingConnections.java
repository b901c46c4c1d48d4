package io.usher.api.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.stereotype.Component;

/** Lets everybody have connections {@linkplain PastDeadConnections past the dead ones}. */
@Component
final class TryingConnections implements BeanPostProcessor {

    private final ObjectProvider<R2dbcProperties> settings;

    TryingConnections(ObjectProvider<R2dbcProperties> settings) {
        this.settings = settings;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof ConnectionPool pool)) {
            return bean;
        }
        R2dbcProperties.Pool limits = settings.getObject().getPool();
        return new PastDeadConnections(
                pool,
                limits.getMaxSize(),
                requireNonNull(limits.getMaxAcquireTime(), "spring.r2dbc.pool.max-acquire-time"));
    }
}
