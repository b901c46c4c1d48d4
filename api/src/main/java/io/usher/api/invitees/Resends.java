package io.usher.api.invitees;

import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** To whom an organization may send invitations once more, and how often it has. */
final class Resends {

    /** In {@link #WITHIN}. */
    static final int MOST = 3;

    static final Duration WITHIN = Duration.ofDays(1);

    private final DatabaseClient database;

    Resends(DatabaseClient database) {
        this.database = database;
    }

    /** Takes one for each address that has one left; returns those. {@code addresses} in normal form, each once. */
    Flux<String> take(OrganizationId organization, List<String> addresses, Instant now) {
        return database.sql("""
                        insert into directory.resend as stored (organization_id, address, resent_at)
                        select :organization, address, array[:now::timestamptz]
                        from unnest(:addresses) as wanted (address) order by address
                        on conflict (organization_id, address) do update
                            set resent_at = array(select at from unnest(stored.resent_at) as past (at)
                                                  where at > :since order by at) || excluded.resent_at
                            where (select count(*) from unnest(stored.resent_at) as past (at) where at > :since) < :most
                        returning address""")
                .bind("organization", organization.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .bind("now", now)
                .bind("since", now.minus(WITHIN))
                .bind("most", MOST)
                .map(row -> new Columns(row).text("address"))
                .all();
    }

    /** Those of the addresses to which the organization does not write, in normal form. */
    Flux<String> suppressed(OrganizationId organization, List<String> addresses) {
        return database.sql("""
                        select wanted.address from unnest(:addresses) as wanted (address)
                        join notification.suppression s on s.person = notification.person(:organization, wanted.address)""")
                .bind("organization", organization.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new Columns(row).text("address"))
                .all();
    }

    /** When the address may be written to again, if it has none left. */
    Mono<Instant> next(OrganizationId organization, String address, Instant now) {
        return database.sql("""
                        select (select min(at) from unnest(resent_at) as past (at) where at > :since) as first
                        from directory.resend where organization_id = :organization and address = :address""")
                .bind("organization", organization.value())
                .bind("address", address)
                .bind("since", now.minus(WITHIN))
                .mapValue(Instant.class)
                .one()
                .map(first -> first.plus(WITHIN));
    }
}
