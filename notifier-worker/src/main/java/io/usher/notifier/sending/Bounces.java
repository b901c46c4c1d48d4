package io.usher.notifier.sending;

import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.kafka.EventMessage;
import io.usher.notifier.sending.MessageUpdate.State;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Mails of which a report says, after they were sent, that they were not delivered. */
public final class Bounces {

    /** One whose result is not written yet may have been sent, too. */
    private static final String NOTE = """
            with sent as materialized (
                select id from notification.message
                where id = $1 and address = $2
                    and (state = 'sent' or state = 'queued' and (lease is not null or attempts > 0))
                for update)
            update notification.message m
            set state = $4, last_error = $3, due_at = null, lease = null, waits = false,
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
     * Marks the mail as bounced or failed, as if the server had said so at once, and publishes that; if there is no such
     * mailbox, its recipient is suppressed. Changes nothing if no such mail was sent to that address, or if it is marked
     * already. May be repeated.
     */
    public Mono<Void> note(EmailBounceReported report) {
        boolean bounced =
                DeliveryOutcome.ofRefusedRecipient(report.status(), report.reason()) instanceof DeliveryOutcome.Bounced;
        return database.sql(NOTE)
                .bind(0, report.message().value())
                .bind(1, report.address())
                .bind(2, report.reason())
                .bind(3, (bounced ? State.BOUNCED : State.FAILED).wireName())
                .map(row -> event(new Columns(row), bounced, report.reason()))
                .one()
                .flatMap(event -> outbox.append(List.of(event))
                        .then(Mono.defer(() -> bounced
                                ? suppressions.suppressRecipients(
                                        List.of(report.message().value()))
                                : Mono.empty())))
                .as(transaction::transactional);
    }

    private static EventMessage event(Columns row, boolean bounced, String reason) {
        Mail mail = ClaimedRow.mail(row);
        Instant at = row.instant("at");
        int attempts = row.integer("attempts");
        return bounced ? MailEvents.bounced(mail, at, attempts, reason) : MailEvents.failed(mail, at, attempts, reason);
    }
}
