package io.usher.api.invitations;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The people who are named on invitations. */
@Component
public final class Invitees {

    /** A named person; {@code email} as typed. */
    record Invitee(InviteeId id, String email) {}

    private final DatabaseClient database;
    private final Supplier<UUID> ids;

    Invitees(DatabaseClient database, Supplier<UUID> ids) {
        this.database = database;
        this.ids = ids;
    }

    /** Puts people on an invitation; returns those who were not on it yet, in the order given. */
    Flux<Invitee> add(InvitationId invitation, List<EmailAddress> people, Instant now) {
        return database.sql("""
                        with person as (
                            select id, address, email, place
                            from unnest(:ids, :addresses, :emails) with ordinality
                                as person (id, address, email, place)),
                        added as (
                            insert into directory.invitee (id, invitation_id, address, email, created_at)
                            select id, :invitation, address, email, :now from person
                            on conflict (invitation_id, address) do nothing
                            returning id, email)
                        select id, added.email from added join person using (id) order by place""")
                .bind("invitation", invitation.value())
                .bind("now", now)
                .bind("ids", inOrder(people.size()))
                .bind("addresses", people.stream().map(EmailAddress::normal).toArray(String[]::new))
                .bind("emails", people.stream().map(EmailAddress::typed).toArray(String[]::new))
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Invitee(new InviteeId(columns.uuid("id")), columns.text("email"));
                })
                .all();
    }

    /** Ids made in the same millisecond are not in the order in which they were made. */
    private UUID[] inOrder(int count) {
        return Stream.generate(ids).limit(count).sorted().toArray(UUID[]::new);
    }

    /** Takes people off an invitation; returns those who were on it. {@code addresses} in normal form. */
    Flux<InviteeId> remove(InvitationId invitation, List<String> addresses) {
        return database.sql("""
                        delete from directory.invitee
                        where invitation_id = :invitation and address = any(:addresses) returning id""")
                .bind("invitation", invitation.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new InviteeId(new Columns(row).uuid("id")))
                .all();
    }

    /** In normal form; empty if there is no such member. */
    public Mono<String> addressOfMember(OrganizationId organization, UUID member) {
        return database.sql("""
                        select address from onboarding.member where id = :id and organization_id = :organization""")
                .bind("id", member)
                .bind("organization", organization.value())
                .map(row -> new Columns(row).text("address"))
                .one();
    }
}
