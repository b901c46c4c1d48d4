package io.usher.notifier.sending;

import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The addresses that an organization does not write to, but for transactional mails. Each is known by a hash, too, and so
 * stays one when the person is erased.
 */
public final class Suppressions {

    /**
     * Conflicts with the lock of an erasure, so that one transaction waits for the other: either the erasure finds what this one
     * writes, or this one knows of the erasure. Before anything else in a transaction.
     */
    public static final String WAIT_FOR_ERASURES = "lock table notification.erasure in row share mode";

    /** The wish of a person is kept in place of a mail server's answer. Of one who was erased since, only the hash is. */
    private static final String UNSUBSCRIBE = """
            insert into notification.suppression as stored (person, organization_id, address, reason, since)
            values (notification.person($1, $2), $1, case when exists (
                        select from notification.erasure e where e.person = notification.person($1, $2) and e.until >= $3)
                    then null else $2 end, '%s', $3)
            on conflict (person) do update
            set reason = excluded.reason, since = greatest(stored.since, excluded.since)
            where stored.reason <> excluded.reason
            """.formatted(SuppressionReason.UNSUBSCRIBED.wireName());

    /** One that is younger stays: the request may come again. */
    private static final String REMOVE = """
            delete from notification.suppression where person = notification.person($1, $2) and since <= $3
            """;

    /** In one order everywhere: no deadlocks. */
    private static final String SUPPRESS_RECIPIENTS = """
            insert into notification.suppression (person, organization_id, address, reason, since)
            select distinct on (person) notification.person(m.organization_id, m.address) as person,
                m.organization_id, m.address, '%s', now()
            from notification.message m
            where m.id = any($1) and m.organization_id is not null
            order by person
            on conflict (person) do nothing
            """.formatted(SuppressionReason.BOUNCED.wireName());

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    Suppressions(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** May be repeated. */
    public Mono<Void> unsubscribe(EmailUnsubscriptionRequested request) {
        return database.sql(WAIT_FOR_ERASURES)
                .then()
                .then(Mono.defer(() -> ofPerson(UNSUBSCRIBE, request.organization(), request.address(), request.at())))
                .as(transaction::transactional);
    }

    /** May be repeated. */
    public Mono<Void> remove(EmailSuppressionRemovalRequested request) {
        return ofPerson(REMOVE, request.organization(), request.address(), request.at());
    }

    private Mono<Void> ofPerson(String statement, OrganizationId organization, String address, Instant at) {
        return database.sql(statement)
                .bind(0, organization.value())
                .bind(1, address)
                .bind(2, at)
                .then();
    }

    /** Of mails that found no mailbox, inside of the caller's transaction. */
    Mono<Void> suppressRecipients(Collection<UUID> messages) {
        return messages.isEmpty()
                ? Mono.empty()
                : database.sql(SUPPRESS_RECIPIENTS)
                        .bind(0, messages.toArray(UUID[]::new))
                        .then();
    }
}
