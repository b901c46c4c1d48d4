package io.usher.api.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * A pool whose connections may all be dead, as after a restart of PostgreSQL: as many are tried as there can be, and all
 * of it takes no longer than one may wait for a connection. What took too long is not tried again.
 */
record PastDeadConnections(ConnectionPool pool, int most, Duration within)
        implements ConnectionFactory, Wrapped<ConnectionFactory> {

    @Override
    public Mono<Connection> create() {
        return pool.create()
                .retryWhen(Retry.max(most)
                        .filter(failure -> !(failure instanceof R2dbcTimeoutException))
                        .onRetryExhaustedThrow((retry, last) -> last.failure()))
                .timeout(within)
                .onErrorMap(
                        TimeoutException.class,
                        late -> new R2dbcTimeoutException("no connection within " + within.toMillis() + " ms", late));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return pool.getMetadata();
    }

    @Override
    public ConnectionFactory unwrap() {
        return pool;
    }
}
