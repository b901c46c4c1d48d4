package io.usher.api.storing.r2dbc;

import io.usher.api.storing.Transactions;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

@Component
final class SpringTransactions implements Transactions {

    private static final Duration DONE_WITHIN = Duration.ofSeconds(10);

    private final TransactionalOperator transaction;

    SpringTransactions(TransactionalOperator transaction) {
        this.transaction = transaction;
    }

    /** The bound is around all of it: to roll back, too, is a question that may get no answer. */
    @Override
    public <T> Mono<T> inOne(Mono<T> work) {
        return transaction.transactional(work).timeout(DONE_WITHIN);
    }
}
