package io.usher.notifier.erasing;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The people whose mail was erased. Each is stored as a hash only, by which an event from before the erasure is recognized if
 * it comes again.
 */
public final class Erasures {

    /** Waits for messages that are being stored; later ones see the erasure. */
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

    Erasures(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /**
     * Deletes every message to that person in that organization that was requested up to {@link
     * MemberErasureRequested#until}; unsent ones are not sent. Events from before then make no message any more, whenever
     * they arrive. May be repeated.
     */
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
