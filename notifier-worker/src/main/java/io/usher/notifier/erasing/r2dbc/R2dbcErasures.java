package io.usher.notifier.erasing.r2dbc;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.notifier.erasing.Erasures;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** What is remembered of a person is a hash, so that an event from before the erasure is known when it comes again. */
@Component
final class R2dbcErasures implements Erasures {

    /** Waits for messages that are being stored; those that come later see the erasure. */
    private static final String LOCK = "lock table notification.erasure in exclusive mode";

    private static final String REMEMBER = """
            insert into notification.erasure (person, until)
            values (sha256(convert_to($1::uuid::text || '/' || $2, 'UTF8')), $3)
            on conflict (person) do update set until = greatest(erasure.until, excluded.until)
            """;

    private static final String DELETE =
            "delete from notification.message where organization_id = $1 and address = $2 and called_at <= $3";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    R2dbcErasures(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public Mono<Void> erase(MemberErasureRequested request) {
        return database.sql(LOCK)
                .then()
                .then(Mono.defer(() -> bound(REMEMBER, request)))
                .then(Mono.defer(() -> bound(DELETE, request)))
                .as(transaction::transactional);
    }

    private Mono<Void> bound(String statement, MemberErasureRequested request) {
        return database.sql(statement)
                .bind(0, request.organization().value())
                .bind(1, request.address())
                .bind(2, request.until())
                .then();
    }
}
