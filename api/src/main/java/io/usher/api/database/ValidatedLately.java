package io.usher.api.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Has a connection that a pool gives out answer first, unless it did so within the last second: otherwise, under load, every
 * other statement would be about whether the database answers. Fails if the connection does not. Thread-safe.
 */
final class ValidatedLately implements Function<Connection, Mono<Void>> {

    private static final Duration TRUSTED_FOR = Duration.ofSeconds(1);

    private final Duration within;
    private final LongSupplier nanoTime;
    private final Map<Connection, Long> answered = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param within how long an answer may take */
    ValidatedLately(Duration within, LongSupplier nanoTime) {
        this.within = within;
        this.nanoTime = nanoTime;
    }

    @Override
    public Mono<Void> apply(Connection connection) {
        Long last = answered.get(connection);
        return last != null && nanoTime.getAsLong() - last < TRUSTED_FOR.toNanos()
                ? Mono.empty()
                : validate(connection);
    }

    private Mono<Void> validate(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.REMOTE))
                .filter(alive -> alive)
                .switchIfEmpty(Mono.error(() -> new R2dbcNonTransientResourceException("the connection is dead")))
                .timeout(within)
                .onErrorMap(
                        TimeoutException.class,
                        late -> new R2dbcTimeoutException("no answer within " + within.toMillis() + " ms", late))
                .doOnNext(alive -> answered.put(connection, nanoTime.getAsLong()))
                .then();
    }
}
