package io.usher.notifier.sending;

import io.usher.contract.event.OpsEvent.OpsBounceRate;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Reports organizations of whose mails of the last hour, day or week too many bounced: once, and again only after the rate has
 * fallen. Of a mail counts when it was sent, however late its bounce is reported: servers try for up to five days. Any number of
 * instances may do so.
 */
final class BounceRates {

    /** Of fewer mails, a rate says little. */
    private static final int FEWEST_MAILS = 100;

    private static final int PERCENT = 5;
    private static final int PERCENT_WHEN_OVER = 3;

    /**
     * Of the organizations that may be above the limit, as few of them are: to count all mails would take long. Of their mails
     * so many are counted that the rate is known to be low.
     */
    private static final String RATES = """
            with bounced as materialized (
                select organization_id, length, count(*) as bounced
                from (values (interval '1 hour'), (interval '1 day'), (interval '7 days')) as period (length)
                join notification.message on state = 'bounced' and done_at > now() - length
                where organization_id is not null
                group by organization_id, length),
            rates as materialized (
                select organization_id, length, bounced, (
                    select count(*) from (
                        select from notification.message m
                        where m.organization_id = bounced.organization_id and m.state in ('sent', 'bounced')
                            and m.done_at > now() - length
                        limit bounced * %d) as counted) as mails
                from bounced where bounced * 100 > %d * %d or exists (
                    select from notification.bounce_alarm a where a.organization_id = bounced.organization_id))
            """.formatted(100 / PERCENT_WHEN_OVER + 1, PERCENT, FEWEST_MAILS);

    private static final String END = RATES + """
            delete from notification.bounce_alarm a
            where not exists (
                select from rates r where r.organization_id = a.organization_id and r.bounced * 100 > r.mails * %d)
            """.formatted(PERCENT_WHEN_OVER);

    private static final String BEGIN = RATES + """
            , above as materialized (
                select distinct on (organization_id) organization_id, bounced, mails from rates
                where mails >= %d and bounced * 100 > mails * %d order by organization_id, length)
            , begun as (
                insert into notification.bounce_alarm (organization_id, since)
                select organization_id, now() from above order by organization_id
                on conflict do nothing
                returning organization_id)
            select organization_id, bounced, mails from above join begun using (organization_id)
            """.formatted(FEWEST_MAILS, PERCENT);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Supplier<UUID> ids;
    private final Clock clock;

    BounceRates(
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Supplier<UUID> ids,
            Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Reports those that are above the limit now and were not before. */
    Mono<Void> report() {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            return database.sql(END)
                    .then()
                    .then(Mono.defer(() -> begin(now)))
                    .flatMap(begun -> outbox.append(begun, now, ids))
                    .as(transaction::transactional);
        });
    }

    private Mono<List<OpsBounceRate>> begin(Instant now) {
        return database.sql(BEGIN).map(row -> rate(new Columns(row), now)).all().collectList();
    }

    private static OpsBounceRate rate(Columns row, Instant now) {
        return new OpsBounceRate(
                new OrganizationId(row.uuid("organization_id")), row.bigint("bounced"), row.bigint("mails"), now);
    }
}
