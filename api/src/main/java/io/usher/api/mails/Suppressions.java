package io.usher.api.mails;

import io.r2dbc.spi.Readable;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The suppressions that the notifier keeps. Of people who were erased it keeps a hash of the address alone. */
final class Suppressions {

    private final DatabaseClient database;

    Suppressions(DatabaseClient database) {
        this.database = database;
    }

    /** In the order of their addresses, as many as the page fetches; without people who were erased. */
    Flux<Suppression> page(OrganizationId organization, @Nullable String q, PageRequest page) {
        String after = page.after(Order.BY_TEXT);
        return database.sql("""
                        select address, reason, since from notification.suppression
                        where organization_id = :organization and address > :after
                            and (:q::text is null or address like lower(:q))
                        order by address limit :limit""")
                .bind("organization", organization.value())
                .bind("after", after == null ? "" : after)
                .bind("q", Columns.orNull(q == null ? null : SearchText.pattern(q), String.class))
                .bind("limit", page.fetch())
                .map(Suppressions::suppression)
                .all();
    }

    /**
     * Also that of somebody who was erased.
     *
     * @param address in normal form
     */
    Mono<Suppression> find(OrganizationId organization, String address) {
        return database.sql("""
                        select :address as address, reason, since from notification.suppression
                        where person = notification.person(:organization, :address)""")
                .bind("organization", organization.value())
                .bind("address", address)
                .map(Suppressions::suppression)
                .one();
    }

    private static Suppression suppression(Readable row) {
        Columns columns = new Columns(row);
        return new Suppression(
                columns.text("address"), SuppressionReason.of(columns.text("reason")), columns.instant("since"));
    }
}
