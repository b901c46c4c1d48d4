package io.usher.notifier.sending.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MessageId;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.DueMails;
import io.usher.notifier.sending.InvitationOnMail;
import io.usher.notifier.sending.Lease;
import io.usher.notifier.sending.Settlement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Times are the database's, so that clocks of several machines need not agree. */
@Component
final class R2dbcDueMails implements DueMails {

    /** A row with a lease that is due is one whose holder has not come back in time. */
    private static final String CLAIM = """
            with due as materialized (
                select id, invitation_id from notification.message
                where due_at <= now() and state = 'queued' and (lease is null or $3)
                order by due_at, id
                limit $1
                for update skip locked)
            update notification.message m
            set due_at = now() + $2 * interval '1 millisecond', lease = $4
            from due
                left join directory.invitation i on i.id = due.invitation_id
                left join directory.organization o on o.id = i.organization_id
            where m.id = due.id
            returning m.id, m.kind, m.address, m.email, m.first_name, m.last_name, m.reason, m.attempts, m.paced,
                m.created_at, o.name as organization, i.name, i.description, i.code, i.opens_at, i.expires_at,
                i.locale, i.deleted_at
            """;

    private static final String RENEW = """
            with held as materialized (
                select id from notification.message
                where id = any($1) and lease = $3 and state = 'queued' order by id for update)
            update notification.message m
            set due_at = now() + $2 * interval '1 millisecond'
            from held
            where m.id = held.id
            returning m.id
            """;

    /** Rows are locked in the order of their ids, as everybody does who updates several: no deadlocks. */
    private static final String SETTLE = """
            with held as materialized (
                select id from notification.message where id = any($1) order by id for update)
            update notification.message m
            set state = r.state,
                attempts = m.attempts + r.attempts,
                due_at = now() + r.due_in * interval '1 millisecond',
                lease = null,
                paced = r.paced,
                last_error = coalesce(r.error, m.last_error),
                done_at = case when r.state <> 'queued' then now() end
            from held
                join unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bool[], $6::text[], $7::uuid[])
                    as r (id, state, attempts, due_in, paced, error, lease) on r.id = held.id
            where m.id = held.id and m.state = 'queued' and (r.state <> 'queued' or m.lease = r.lease)
            """;

    private static final String QUEUED = "select count(*) as queued from notification.message where due_at is not null";

    /** PostgreSQL ends a statement before that; where nothing is heard of it either, the connection is lost. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(12);

    private final DatabaseClient database;
    private final Supplier<UUID> ids;
    private final Clock clock;

    R2dbcDueMails(DatabaseClient database, Supplier<UUID> ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver) {
        return Mono.defer(() -> {
            UUID name = ids.get();
            // By our clock, and begun before the database's.
            Instant ends = clock.instant().plus(lease);
            return database.sql(CLAIM)
                    .bind(0, limit)
                    .bind(1, lease.toMillis())
                    .bind(2, takeOver)
                    .bind(3, name)
                    .map(row -> dueMail(row, new Lease(name, ends)))
                    .all()
                    .collectList()
                    .timeout(ANSWER_WITHIN);
        });
    }

    @Override
    public Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease) {
        return database.sql(RENEW)
                .bind(0, claimed.stream().map(mail -> mail.id().value()).toArray(UUID[]::new))
                .bind(1, lease.toMillis())
                .bind(2, claimed.getFirst().lease().name())
                .map(row -> new MessageId(present(row, "id", UUID.class)))
                .all()
                .collect(Collectors.toSet())
                .timeout(ANSWER_WITHIN);
    }

    @Override
    public Mono<Void> settle(List<Settlement> settlements) {
        return database.sql(SETTLE)
                .bind(0, column(settlements, UUID[]::new, one -> one.mail().id().value()))
                .bind(1, column(settlements, String[]::new, one -> one.state().wireName()))
                .bind(2, column(settlements, Integer[]::new, Settlement::attempts))
                .bind(3, column(settlements, Long[]::new, one -> millis(one.dueIn())))
                .bind(4, column(settlements, Boolean[]::new, Settlement::paced))
                .bind(5, column(settlements, String[]::new, Settlement::error))
                .bind(
                        6,
                        column(
                                settlements,
                                UUID[]::new,
                                one -> one.mail().lease().name()))
                .fetch()
                .rowsUpdated()
                .then()
                .timeout(ANSWER_WITHIN);
    }

    @Override
    public Mono<Long> queued() {
        return database.sql(QUEUED)
                .map(row -> present(row, "queued", Long.class))
                .one()
                .timeout(ANSWER_WITHIN);
    }

    private static <T> @Nullable T[] column(
            List<Settlement> settlements, IntFunction<@Nullable T[]> array, Function<Settlement, @Nullable T> column) {
        return settlements.stream().map(column).toArray(array);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static DueMail dueMail(Readable row, Lease lease) {
        String reason = row.get("reason", String.class);
        return new DueMail(
                new MessageId(present(row, "id", UUID.class)),
                EmailKind.of(present(row, "kind", String.class)),
                present(row, "address", String.class),
                present(row, "email", String.class),
                row.get("first_name", String.class),
                row.get("last_name", String.class),
                reason == null ? null : RejectionReason.of(reason),
                present(row, "attempts", Integer.class),
                present(row, "paced", Boolean.class),
                present(row, "created_at", Instant.class),
                lease,
                invitation(row));
    }

    private static @Nullable InvitationOnMail invitation(Readable row) {
        String code = row.get("code", String.class);
        return code == null
                ? null
                : new InvitationOnMail(
                        present(row, "organization", String.class),
                        present(row, "name", String.class),
                        row.get("description", String.class),
                        code,
                        row.get("opens_at", Instant.class),
                        row.get("expires_at", Instant.class),
                        row.get("locale", String.class),
                        row.get("deleted_at", Instant.class) != null);
    }

    private static <T> T present(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
