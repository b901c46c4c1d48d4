package io.usher.api.pages.landing;

import io.r2dbc.spi.Readable;
import io.usher.api.invitations.InviteeSql;
import io.usher.api.pages.landing.HeldLink.Person;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.Columns;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What personal links lead to. */
final class LinkedPeople {

    private final DatabaseClient database;

    LinkedPeople(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The link of a person.
     *
     * @param code of the invitation
     * @param generation of the one link that is valid
     * @param endsAt null = never
     */
    record Link(
            Person person,
            String code,
            boolean cancelled,
            int generation,
            @Nullable Instant endsAt) {}

    /** Keeps the first time since the person was invited. */
    Mono<Void> opened(InviteeId invitee, Instant now) {
        return database.sql("update directory.invitee set opened_at = :now where id = :id and opened_at is null")
                .bind("now", now)
                .bind("id", invitee.value())
                .then();
    }

    /** Empty if there is no such invitee, or the invitation is deleted. */
    Mono<Link> find(InviteeId invitee) {
        return database.sql("""
                        select p.id, p.address, p.email, p.first_name, p.last_name, i.code,
                               p.cancelled_at is not null as cancelled, p.link_generation,
                               %s as ends_at
                        from directory.invitee p join directory.invitation i on i.id = p.invitation_id
                        where p.id = :id and i.deleted_at is null""".formatted(InviteeSql.LINK_END))
                .bind("id", invitee.value())
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Link(
                            person(row),
                            columns.text("code"),
                            columns.bool("cancelled"),
                            columns.integer("link_generation"),
                            columns.optionalInstant("ends_at"));
                })
                .one();
    }

    /**
     * Those who are invited no more are not named.
     *
     * @param address in normal form
     */
    Mono<Person> named(InvitationId invitation, String address) {
        return database.sql("""
                        select id, address, email, first_name, last_name from directory.invitee
                        where invitation_id = :invitation and address = :address and cancelled_at is null""")
                .bind("invitation", invitation.value())
                .bind("address", address)
                .map(LinkedPeople::person)
                .one();
    }

    private static Person person(Readable row) {
        Columns columns = new Columns(row);
        return new Person(
                new InviteeId(columns.uuid("id")),
                new EmailAddress(columns.text("email"), columns.text("address")),
                columns.optionalText("first_name"),
                columns.optionalText("last_name"));
    }
}
