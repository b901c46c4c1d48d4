package io.usher.notifier.sending;

import static java.util.Objects.requireNonNull;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** All times are the database's, so that the clocks of several machines need not agree. */
final class R2dbcDueMails implements DueMails {

    /** A due row with a lease is one whose holder did not write or renew in time. */
    private static final String CLAIM = """
            with due as materialized (
                select due.* from unnest('{%s}'::smallint[]) as rank (priority) cross join lateral (
                    select id, organization_id, invitation_id from notification.message
                    where priority = rank.priority and due_at <= now() and state = 'queued' and (lease is null or $3)
                    order by due_at, id
                    limit $1
                    for update skip locked) as due
                order by rank.priority
                limit $1)
            update notification.message m
            set due_at = now() + $2 * interval '1 millisecond', lease = $4
            from due
                left join directory.invitation i on i.id = due.invitation_id
                left join directory.organization o on o.id = due.organization_id
            where m.id = due.id
            returning m.id, m.kind, m.address, m.email, m.first_name, m.last_name, m.reason, m.attempts, m.paced,
                m.created_at, m.organization_id, m.invitation_id, m.invitee_id, m.acceptance_id, o.name as organization, i.name, i.description, i.code, i.opens_at, i.expires_at,
                i.locale, i.deleted_at
            """.formatted(ranks());

    /** Rank by rank: mail of one rank that is not due yet must not hide due mail of the next. */
    private static String ranks() {
        return Arrays.stream(MailPriority.values())
                .map(priority -> Short.toString(priority.rank()))
                .collect(Collectors.joining(","));
    }

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

    /** Rows are locked in the order of their ids, as in every statement that updates several: no deadlocks. */
    private static final String UPDATE = """
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
            returning m.id, m.state, m.attempts, m.done_at, m.last_error
            """;

    private static final String COUNT = "select count(*) as queued from notification.message where due_at is not null";

    /** PostgreSQL ends a statement earlier; if it does not answer by then, the connection is lost. */
    private static final Duration AFTER_STATEMENT_TIMEOUT = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final Duration answerWithin;

    R2dbcDueMails(
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Supplier<UUID> ids,
            Clock clock,
            @Value("${spring.r2dbc.properties.statementTimeout}") Duration statementTimeout) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.answerWithin = statementTimeout.plus(AFTER_STATEMENT_TIMEOUT);
    }

    @Override
    public Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver) {
        return Mono.defer(() -> {
            UUID claim = ids.get();
            // By our clock, and read before the database's.
            Instant ends = clock.instant().plus(lease);
            return database.sql(CLAIM)
                    .bind(0, limit)
                    .bind(1, lease.toMillis())
                    .bind(2, takeOver)
                    .bind(3, claim)
                    .map(row -> dueMail(new Columns(row), new Lease(claim, ends)))
                    .all()
                    .collectList()
                    .timeout(answerWithin);
        });
    }

    @Override
    public Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease) {
        return database.sql(RENEW)
                .bind(0, claimed.stream().map(mail -> mail.id().value()).toArray(UUID[]::new))
                .bind(1, lease.toMillis())
                .bind(2, claimed.getFirst().lease().id())
                .map(row -> new MessageId(new Columns(row).uuid("id")))
                .all()
                .collect(Collectors.toSet())
                .timeout(answerWithin);
    }

    @Override
    public Mono<Void> update(List<MessageUpdate> updates) {
        Map<UUID, Mail> mails = updates.stream()
                .map(one -> one.mail().mail())
                .collect(Collectors.toMap(mail -> mail.message().value(), Function.identity(), (one, same) -> one));
        return database.sql(UPDATE)
                .bind(0, column(updates, UUID[]::new, one -> one.mail().id().value()))
                .bind(1, column(updates, String[]::new, one -> one.state().wireName()))
                .bind(2, column(updates, Integer[]::new, MessageUpdate::attempts))
                .bind(3, column(updates, Long[]::new, one -> millis(one.dueIn())))
                .bind(4, column(updates, Boolean[]::new, MessageUpdate::paced))
                .bind(5, column(updates, String[]::new, MessageUpdate::error))
                .bind(6, column(updates, UUID[]::new, one -> one.mail().lease().id()))
                .map(row -> report(new Columns(row), mails))
                .all()
                .collectList()
                .flatMap(reports ->
                        outbox.append(reports.stream().flatMap(Optional::stream).toList()))
                .as(transaction::transactional)
                // Two statements.
                .timeout(answerWithin.multipliedBy(2));
    }

    /** Empty if the message is still queued. */
    private static Optional<EventMessage> report(Columns row, Map<UUID, Mail> mails) {
        Mail mail = requireNonNull(mails.get(row.uuid("id")), "id");
        int attempts = row.integer("attempts");
        return switch (MessageUpdate.State.of(row.text("state"))) {
            case QUEUED -> Optional.empty();
            case SENT -> Optional.of(MailEvents.sent(mail, row.instant("done_at"), attempts));
            case FAILED ->
                Optional.of(MailEvents.failed(mail, row.instant("done_at"), attempts, row.optionalText("last_error")));
        };
    }

    @Override
    public Mono<Long> count() {
        return database.sql(COUNT)
                .map(row -> new Columns(row).bigint("queued"))
                .one()
                .timeout(answerWithin);
    }

    private static <T> @Nullable T[] column(
            List<MessageUpdate> updates,
            IntFunction<@Nullable T[]> array,
            Function<MessageUpdate, @Nullable T> column) {
        return updates.stream().map(column).toArray(array);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static DueMail dueMail(Columns row, Lease lease) {
        String reason = row.optionalText("reason");
        return new DueMail(
                mail(row),
                row.text("address"),
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                reason == null ? null : RejectionReason.of(reason),
                row.integer("attempts"),
                row.bool("paced"),
                row.instant("created_at"),
                lease,
                context(row));
    }

    private static Mail mail(Columns row) {
        UUID invitation = row.optionalUuid("invitation_id");
        UUID invitee = row.optionalUuid("invitee_id");
        UUID acceptance = row.optionalUuid("acceptance_id");
        return new Mail(
                new MessageId(row.uuid("id")),
                EmailKind.of(row.text("kind")),
                row.text("email"),
                new OrganizationId(row.uuid("organization_id")),
                invitation == null ? null : new InvitationId(invitation),
                invitee == null ? null : new InviteeId(invitee),
                acceptance == null ? null : new AcceptanceId(acceptance));
    }

    private static @Nullable MailContext context(Columns row) {
        String organization = row.optionalText("organization");
        String code = row.optionalText("code");
        if (organization == null || (code == null && row.optionalUuid("invitation_id") != null)) {
            return null;
        }
        return new MailContext(organization, code == null ? null : invitation(row, code));
    }

    private static InvitationOnMail invitation(Columns row, String code) {
        return new InvitationOnMail(
                row.text("name"),
                row.optionalText("description"),
                code,
                row.optionalInstant("opens_at"),
                row.optionalInstant("expires_at"),
                row.optionalText("locale"),
                row.optionalInstant("deleted_at") != null);
    }
}
