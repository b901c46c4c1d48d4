package io.usher.notifier.erasing;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.runtime.outbox.RefusedRecords;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The people whose mail was erased. Each is stored as a hash only, by which an event from before the erasure is recognized if
 * it comes again.
 */
public final class Erasures {

    /** Waits for messages and suppressions that are being stored; later ones see the erasure. */
    private static final String LOCK = "lock table notification.erasure in exclusive mode";

    private static final String REMEMBER = """
            insert into notification.erasure (person, until)
            values (notification.person($1, $2), $3)
            on conflict (person) do update set until = greatest(erasure.until, excluded.until)
            """;

    private static final String DELETE =
            "delete from notification.message where organization_id = $1 and address = $2 and called_at <= $3";

    /** After the messages are deleted: one that has just found no mailbox has its recipient suppressed by then. */
    private static final String FORGET_SUPPRESSED =
            "update notification.suppression set address = null where organization_id = $1 and address = $2";

    private final DatabaseClient database;
    private final RefusedRecords refused;
    private final TransactionalOperator transaction;

    Erasures(DatabaseClient database, RefusedRecords refused, TransactionalOperator transaction) {
        this.database = database;
        this.refused = refused;
        this.transaction = transaction;
    }

    /**
     * Deletes every message to that person in that organization that was requested up to {@link
     * MemberErasureRequested#until}; unsent ones are not sent. That the organization does not write to them stays known by a
     * hash. Events from before then make no message any more, whenever they arrive. Events about the person that Kafka refused
     * are deleted. May be repeated.
     */
    public Mono<Void> erase(MemberErasureRequested request) {
        return database.sql(LOCK)
                .then()
                .then(Mono.defer(() -> until(REMEMBER, request)))
                .then(Mono.defer(() -> until(DELETE, request)))
                .then(Mono.defer(() -> ofPerson(FORGET_SUPPRESSED, request).then()))
                .as(transaction::transactional)
                // It searches all of them: not under the lock that mails wait for.
                .then(Mono.defer(() -> refused.erase(request)));
    }

    private Mono<Void> until(String statement, MemberErasureRequested request) {
        return ofPerson(statement, request).bind(2, request.until()).then();
    }

    private DatabaseClient.GenericExecuteSpec ofPerson(String statement, MemberErasureRequested request) {
        return database.sql(statement).bind(0, request.organization().value()).bind(1, request.address());
    }
}
