package io.usher.notifier.sending;

import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.kafka.EventMessage;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Mails of which a report says, after they were sent, that they were not delivered. */
public final class Bounces {

    /** One whose result is not written yet may have been sent, too. */
    private static final String BOUNCE = """
            with sent as materialized (
                select id from notification.message
                where id = $1 and address = $2
                    and (state = 'sent' or state = 'queued' and (lease is not null or attempts > 0))
                for update)
            update notification.message m
            set state = 'bounced', last_error = $3, due_at = null, lease = null, waits = false,
                done_at = coalesce(m.done_at, now())
            from sent
            where m.id = sent.id
            returning m.id, m.kind, m.email, m.organization_id, m.invitation_id, m.invitee_id, m.acceptance_id, m.attempts,
                now() as at
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Suppressions suppressions;

    Bounces(DatabaseClient database, TransactionalOperator transaction, Outbox outbox, Suppressions suppressions) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.suppressions = suppressions;
    }

    /**
     * Marks the mail as bounced and publishes that; if there is no such mailbox, its recipient is suppressed. Changes nothing if
     * no such mail was sent to that address, or if it is marked already. May be repeated.
     */
    public Mono<Void> note(EmailBounceReported report) {
        return database.sql(BOUNCE)
                .bind(0, report.message().value())
                .bind(1, report.address())
                .bind(2, report.reason())
                .map(row -> bounced(new Columns(row), report.reason()))
                .one()
                .flatMap(bounced -> outbox.append(List.of(bounced)).then(Mono.defer(() -> suppressRecipient(report))))
                .as(transaction::transactional);
    }

    private static EventMessage bounced(Columns row, String reason) {
        return MailEvents.bounced(ClaimedRow.mail(row), row.instant("at"), row.integer("attempts"), reason);
    }

    private Mono<Void> suppressRecipient(EmailBounceReported report) {
        return EnhancedStatus.in(report.status())
                        .filter(EnhancedStatus::isWithoutMailbox)
                        .isPresent()
                ? suppressions.suppressRecipients(List.of(report.message().value()))
                : Mono.empty();
    }
}
