package io.usher.notifier.sending;

import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import java.util.Collection;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Messages that wait for their invitation to open, to be enabled, or, if it had expired before the message was made, for a
 * later expiry. Whether one has to wait is read under a lock of its
 * invitation, and so are they released: a release after the change of an invitation misses none that was judged by the state
 * before.
 */
public final class WaitingMails {

    private static final int AT_ONCE = 5_000;

    /** In one order everywhere: no deadlocks. */
    private static final String LOCK = """
            select pg_advisory_xact_lock(hashtextextended(ordered.id::text, 0))
            from (select distinct id from unnest($1::uuid[]) as ids (id) order by id) as ordered
            """;

    /**
     * When a message about invitation {@code i} is to be judged again: now if the invitation can be used or never can be
     * again, and null if it must be enabled or its expiry moved first.
     *
     * @param message the alias of the message
     */
    static String due(String message) {
        return """
                case when i.deleted_at is not null then now()
                    when least(i.expires_at, i.access_expires_at) <= now()
                        then case when %s.created_at < least(i.expires_at, i.access_expires_at) then now() end
                    when i.status = 'disabled' then least(i.expires_at, i.access_expires_at)
                    when i.opens_at > now() then i.opens_at
                    else now() end""".formatted(message);
    }

    /** Leaves alone what an instance is sending: under the lock, it judges by the state of now as well. */
    private static final String RELEASE_OF_INVITATIONS = """
            update notification.message m
            set due_at = changed.due, sendable_at = coalesce(changed.due, now()),
                waits = coalesce(changed.due > now(), true)
            from (
                select n.id, judged.due
                from notification.message n
                    join directory.invitation i on i.id = n.invitation_id
                    cross join lateral (select %s as due) as judged
                where n.waits and n.lease is null and n.invitation_id = any($1)
                    and (judged.due <= now() or n.due_at is distinct from judged.due)
                order by n.id limit $2 for update of n) as changed
            where m.id = changed.id
            """.formatted(due("n"));

    private static final String RELEASE_TO_INVITEES = """
            update notification.message
            set due_at = now(), waits = false
            where id in (
                select id from notification.message
                where waits and lease is null and invitation_id = any($1) and invitee_id = any($3)
                order by id limit $2 for update)
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    WaitingMails(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** Until the end of the transaction. */
    static Mono<Void> lock(DatabaseClient database, Collection<InvitationId> invitations) {
        return invitations.isEmpty()
                ? Mono.empty()
                : database.sql(LOCK)
                        .bind(0, uuids(invitations, InvitationId::value))
                        .fetch()
                        .all()
                        .then();
    }

    /**
     * Makes due what waits for these invitations as they are now; it is judged anew when it is claimed. Emits the number of
     * messages for which something has changed.
     */
    public Mono<Long> release(Set<InvitationId> invitations) {
        return invitations.isEmpty()
                ? Mono.just(0L)
                : inSteps(lock(database, invitations)
                        .then(Mono.defer(() -> released(database.sql(RELEASE_OF_INVITATIONS)
                                .bind(0, uuids(invitations, InvitationId::value))
                                .bind(1, AT_ONCE)))));
    }

    /** Makes due what waits to be sent to these invitees. Emits the number of messages. */
    public Mono<Long> release(Set<InvitationId> invitations, Set<InviteeId> invitees) {
        return invitees.isEmpty()
                ? Mono.just(0L)
                : inSteps(lock(database, invitations)
                        .then(Mono.defer(() -> released(database.sql(RELEASE_TO_INVITEES)
                                .bind(0, uuids(invitations, InvitationId::value))
                                .bind(1, AT_ONCE)
                                .bind(2, uuids(invitees, InviteeId::value))))));
    }

    private static Mono<Long> released(DatabaseClient.GenericExecuteSpec statement) {
        return statement.fetch().rowsUpdated();
    }

    /** Each step is a transaction of its own: none takes long. */
    private Mono<Long> inSteps(Mono<Long> step) {
        Mono<Long> committed = step.as(transaction::transactional);
        return committed
                .expand(released -> released < AT_ONCE ? Mono.empty() : committed)
                .reduce(0L, Long::sum);
    }
}
