package io.usher.notifier.announcing.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.announcing.MessageHistory;
import io.usher.notifier.announcing.MessageHistory.State;
import io.usher.notifier.announcing.Untold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The turn is an advisory lock, which ends with the transaction or with the process. The transaction holds no row while
 * the events are published, so that sending goes on meanwhile.
 */
@Component
final class R2dbcUntold implements Untold {

    /** Any number that no other lock of this database has. */
    private static final long TURN = 0x75736865726d6c73L;

    private static final String TAKE_TURN = "select pg_try_advisory_xact_lock($1) as mine";

    private static final String FIND = """
            select id, kind, email, organization_id, invitation_id, invitee_id, acceptance_id,
                state, announced, attempts, created_at, done_at, last_error
            from notification.message
            where announced is distinct from state
            order by id
            limit $1
            """;

    /** Marks the states that were told, which may be behind by now. Rows are locked in the order of their ids. */
    private static final String MARK = """
            with held as materialized (
                select id from notification.message where id = any($1) order by id for update)
            update notification.message m
            set announced = told.state
            from held join unnest($1::uuid[], $2::text[]) as told (id, state) on told.id = held.id
            where m.id = held.id
            """;

    /** Three statements, each ended by PostgreSQL after ten seconds, and a publication. Nothing heard = lost. */
    private static final Duration DONE_WITHIN = Duration.ofSeconds(45);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    R2dbcUntold(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public Mono<Integer> tell(int limit, Function<List<MessageHistory>, Mono<Void>> telling) {
        return takeTurn()
                .filter(mine -> mine)
                .flatMap(mine -> find(limit))
                .flatMap(found -> found.isEmpty()
                        ? Mono.just(0)
                        : telling.apply(found).then(mark(found)).thenReturn(found.size()))
                .defaultIfEmpty(0)
                .as(transaction::transactional)
                .timeout(DONE_WITHIN);
    }

    private Mono<Boolean> takeTurn() {
        return database.sql(TAKE_TURN)
                .bind(0, TURN)
                .map(row -> present(row, "mine", Boolean.class))
                .one();
    }

    private Mono<List<MessageHistory>> find(int limit) {
        return database.sql(FIND).bind(0, limit).map(R2dbcUntold::history).all().collectList();
    }

    private Mono<Long> mark(List<MessageHistory> told) {
        return database.sql(MARK)
                .bind(0, told.stream().map(one -> one.mail().message().value()).toArray(UUID[]::new))
                .bind(
                        1,
                        told.stream()
                                .map(one -> one.state().name().toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .fetch()
                .rowsUpdated();
    }

    private static MessageHistory history(Readable row) {
        String announced = row.get("announced", String.class);
        return new MessageHistory(
                mail(row),
                state(present(row, "state", String.class)),
                announced == null ? null : state(announced),
                present(row, "attempts", Integer.class),
                present(row, "created_at", Instant.class),
                row.get("done_at", Instant.class),
                row.get("last_error", String.class));
    }

    private static Mail mail(Readable row) {
        UUID invitee = row.get("invitee_id", UUID.class);
        UUID acceptance = row.get("acceptance_id", UUID.class);
        return new Mail(
                new MessageId(present(row, "id", UUID.class)),
                EmailKind.of(present(row, "kind", String.class)),
                present(row, "email", String.class),
                new OrganizationId(present(row, "organization_id", UUID.class)),
                new InvitationId(present(row, "invitation_id", UUID.class)),
                invitee == null ? null : new InviteeId(invitee),
                acceptance == null ? null : new AcceptanceId(acceptance));
    }

    private static State state(String name) {
        return State.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static <T> T present(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
