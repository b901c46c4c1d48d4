package io.usher.api.database;

import java.time.Duration;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

@Component
final class SpringTransactions implements Transactions {

    private static final Duration DONE_WITHIN = Duration.ofSeconds(10);

    private final TransactionalOperator transaction;
    private final DatabaseClient database;

    SpringTransactions(TransactionalOperator transaction, DatabaseClient database) {
        this.transaction = transaction;
        this.database = database;
    }

    /** The bound is around all of it: to roll back, too, is a question that may get no answer. */
    @Override
    public <T> Mono<T> inOne(Mono<T> work) {
        return transaction.transactional(work).timeout(DONE_WITHIN);
    }

    /** Not the start of the transaction: it may have waited for locks since. */
    @Override
    public Mono<Instant> time() {
        return database.sql("select date_trunc('milliseconds', clock_timestamp())")
                .mapValue(Instant.class)
                .one();
    }
}
