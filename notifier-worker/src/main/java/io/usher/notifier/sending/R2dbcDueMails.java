package io.usher.notifier.sending;

import static io.usher.runtime.ColumnArrays.booleans;
import static io.usher.runtime.ColumnArrays.column;
import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.Objects.requireNonNull;

import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.MessageId;
import io.usher.contract.kafka.EventMessage;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** All times are the database's, so that the clocks of several machines need not agree. */
final class R2dbcDueMails implements DueMails {

    /**
     * A due row with a lease is one whose holder did not write or renew in time. What was decided longer before somebody was
     * invited than clocks of programs differ answers an earlier invitation.
     */
    private static final String CLAIM = """
            with due as materialized (
                select due.* from unnest('{%s}'::smallint[]) as rank (priority) cross join lateral (
                    select id, organization_id, invitation_id, invitee_id, member_id, kind, address
                    from notification.message
                    where priority = rank.priority and due_at <= now() and state = 'queued' and (lease is null or $3)
                    order by due_at, id
                    limit $1
                    for update skip locked) as due
                order by rank.priority
                limit $1)
            update notification.message m
            set due_at = now() + $2 * interval '1 millisecond', lease = $4
            from due
                left join onboarding.member p on p.organization_id = due.organization_id and p.id = due.member_id
                left join onboarding.member joined on due.kind in ('welcome', 'promoted')
                    and joined.organization_id = due.organization_id and joined.address = due.address
                left join directory.invitation i on i.id = coalesce(due.invitation_id, p.invitation_id)
                left join directory.invitee v on v.id = due.invitee_id
                left join directory.organization o on o.id = due.organization_id
            where m.id = due.id
            returning m.id, m.kind, m.address, m.email, m.first_name, m.last_name, m.reason, m.attempts, m.paced,
                m.sendable_at, m.organization_id, m.invitation_id, m.invitee_id, m.acceptance_id, m.member_id,
                m.link_generation, m.position, m.access_ends_at, m.proof_id, m.proof_purpose,
                m.locale as message_locale, m.proof_id is not null and m.access_ends_at <= now() as proof_expired,
                o.name as organization, o.locale as organization_locale, o.reply_to,
                i.name, i.description, i.code, i.opens_at, i.expires_at, i.locale,
                case when i.deleted_at is not null then 'DELETED'
                    when least(i.expires_at, i.access_expires_at) <= now()
                        then case when m.created_at < least(i.expires_at, i.access_expires_at)
                            then 'EXPIRED' else 'EXPIRED_BEFORE' end
                    when i.status = 'disabled' then 'DISABLED'
                    when i.opens_at > now() then 'SCHEDULED'
                    else 'ENABLED' end as invitation_state,
                v.link_generation as valid_generation, v.link_expires_at,
                coalesce(v.link_expires_at <= now(), false) as link_expired,
                v.cancelled_at is not null as cancelled, v.declined_at is not null as declined,
                v.id is not null and exists (
                    select from onboarding.acceptance a
                    where a.invitation_id = v.invitation_id and a.address = v.address and a.slot = 0) as asked,
                v.id is not null and exists (
                    select from onboarding.acceptance a
                    where a.invitation_id = v.invitation_id and a.address = v.address
                        and a.decided_at >= v.invited_at - interval '10 seconds') as answered,
                coalesce(p.state, joined.state) = 'active' as member_active,
                coalesce(p.access_expires_at, joined.access_expires_at) as access_expires_at,
                (select s.reason from notification.suppression s
                 where s.person = notification.person(m.organization_id, m.address)) as suppressed
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

    /**
     * Rows are locked in the order of their ids, as in every statement that updates several: no deadlocks. One that waits
     * for its invitation is due when the invitation opens or expires, and at no time if it must be enabled or its expiry moved first.
     */
    private static final String UPDATE = """
            with held as materialized (
                select id, invitation_id, created_at from notification.message
                where id = any($1) order by id for update)
            update notification.message m
            set state = r.state,
                attempts = m.attempts + r.attempts,
                due_at = case when r.waits then usable.at else now() + r.due_in * interval '1 millisecond' end,
                sendable_at = case when r.waits then coalesce(usable.at, m.sendable_at)
                    when m.attempts = 0 then now()
                    else m.sendable_at end,
                lease = null,
                paced = r.paced,
                waits = r.waits and coalesce(usable.at > now(), true),
                last_error = coalesce(r.error, m.last_error),
                done_at = case when r.state <> 'queued' then now() end
            from held
                join unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bool[], $6::text[], $7::uuid[], $8::bool[])
                    as r (id, state, attempts, due_in, paced, error, lease, waits) on r.id = held.id
                left join lateral (
                    select %s as at
                    from directory.invitation i where i.id = held.invitation_id) as usable on r.waits
            where m.id = held.id and m.state = 'queued' and (r.state <> 'queued' or m.lease = r.lease)
            returning m.id, m.state, m.attempts, m.done_at, m.last_error
            """.formatted(WaitingMails.due("held"));

    private static final String COUNT = """
            select count(*) as queued from notification.message where due_at is not null and not waits
            """;

    /** PostgreSQL ends a statement earlier; if it does not answer by then, the connection is lost. */
    private static final Duration AFTER_STATEMENT_TIMEOUT = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Suppressions suppressions;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final Duration answerWithin;

    R2dbcDueMails(
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Suppressions suppressions,
            Supplier<UUID> ids,
            Clock clock,
            @Value("${spring.r2dbc.properties.statementTimeout}") Duration statementTimeout) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.suppressions = suppressions;
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
                    .map(row -> ClaimedRow.dueMail(new Columns(row), new Lease(claim, ends)))
                    .all()
                    .collectList()
                    .timeout(answerWithin);
        });
    }

    @Override
    public Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease) {
        return database.sql(RENEW)
                .bind(0, uuids(claimed, mail -> mail.id().value()))
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
        return WaitingMails.lock(
                        database,
                        updates.stream()
                                .filter(MessageUpdate::waits)
                                .map(one -> one.mail().mail().invitation())
                                .filter(Objects::nonNull)
                                .toList())
                .then(Mono.defer(() -> write(updates, mails)))
                .flatMap(reports -> outbox.append(reports)
                        .then(Mono.defer(() -> suppressions.suppressRecipients(bounced(reports)))))
                .as(transaction::transactional)
                // Four statements.
                .timeout(answerWithin.multipliedBy(4));
    }

    private static List<UUID> bounced(List<EventMessage> reports) {
        return reports.stream()
                .map(EventMessage::event)
                .filter(EmailBounced.class::isInstance)
                .map(event -> ((EmailBounced) event).mail().message().value())
                .toList();
    }

    /** Emits an event for each message that has come to an end. */
    private Mono<List<EventMessage>> write(List<MessageUpdate> updates, Map<UUID, Mail> mails) {
        return database.sql(UPDATE)
                .bind(0, uuids(updates, one -> one.mail().id().value()))
                .bind(1, texts(updates, one -> one.state().wireName()))
                .bind(2, integers(updates, MessageUpdate::attempts))
                .bind(3, column(updates, Long[]::new, one -> millis(one.dueIn())))
                .bind(4, booleans(updates, MessageUpdate::paced))
                .bind(5, texts(updates, MessageUpdate::error))
                .bind(6, uuids(updates, one -> one.mail().lease().id()))
                .bind(7, booleans(updates, MessageUpdate::waits))
                .map(row -> report(new Columns(row), mails))
                .all()
                .collectList()
                .map(reports -> reports.stream().flatMap(Optional::stream).toList());
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
            case BOUNCED ->
                Optional.of(MailEvents.bounced(mail, row.instant("done_at"), attempts, row.text("last_error")));
            case SUPPRESSED ->
                Optional.of(MailEvents.suppressed(
                        mail, row.instant("done_at"), SuppressionReason.of(row.text("last_error"))));
        };
    }

    @Override
    public Mono<Long> count() {
        return database.sql(COUNT)
                .map(row -> new Columns(row).bigint("queued"))
                .one()
                .timeout(answerWithin);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
