package io.usher.api.mails;

import io.usher.api.database.Transactions;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.CommandId;
import io.usher.runtime.Columns;
import io.usher.runtime.links.UnsubscribeLinks;
import io.usher.runtime.links.UnsubscribeLinks.Unsubscription;
import io.usher.runtime.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Ends the mails of an organization to an address, but for transactional ones. Whoever has the link may. */
public final class Unsubscribing {

    private final UnsubscribeLinks links;
    private final DatabaseClient database;
    private final Transactions transactions;
    private final Outbox outbox;
    private final Supplier<UUID> ids;

    Unsubscribing(
            UnsubscribeLinks links,
            DatabaseClient database,
            Transactions transactions,
            Outbox outbox,
            Supplier<UUID> ids) {
        this.links = links;
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * What a link ends.
     *
     * @param organization its name
     * @param over whether that has been done
     */
    public record Subscription(Unsubscription of, String organization, boolean over) {}

    /** To open a link changes nothing: mail scanners open links too. Empty if we never made it. */
    public Mono<Subscription> open(String token) {
        return Mono.justOrEmpty(links.read(token)).flatMap(this::find);
    }

    private Mono<Subscription> find(Unsubscription of) {
        return database.sql("""
                        select name, exists (
                            select from notification.suppression s
                            where s.person = notification.person(o.id, :address) and s.reason = :reason) as over
                        from directory.organization o where id = :organization""")
                .bind("organization", of.organization().value())
                .bind("address", of.address())
                .bind("reason", SuppressionReason.UNSUBSCRIBED.wireName())
                .map(row -> subscription(of, new Columns(row)))
                .one();
    }

    private static Subscription subscription(Unsubscription of, Columns row) {
        return new Subscription(of, row.text("name"), row.bool("over"));
    }

    /**
     * As {@link #open}; the mails are certain to end when it emits. Asked for again also by somebody whose mails have ended: an
     * admin may have let the organization write again, which the notifier has not read yet. To repeat it does no harm.
     */
    public Mono<Subscription> end(String token) {
        return open(token).delayUntil(subscription -> transactions.inOne(append(subscription)));
    }

    private Mono<Void> append(Subscription subscription) {
        return transactions
                .time()
                .flatMap(now -> outbox.append(
                        List.of(new EmailUnsubscriptionRequested(
                                new CommandId(ids.get()),
                                subscription.of().organization(),
                                subscription.of().address(),
                                now)),
                        now,
                        ids));
    }
}
