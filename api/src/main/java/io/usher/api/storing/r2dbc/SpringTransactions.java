package io.usher.api.storing.r2dbc;

import io.usher.api.storing.Transactions;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

@Component
final class SpringTransactions implements Transactions {

    private final TransactionalOperator transaction;

    SpringTransactions(TransactionalOperator transaction) {
        this.transaction = transaction;
    }

    @Override
    public <T> Mono<T> inOne(Mono<T> work) {
        return transaction.transactional(work);
    }
}
