package io.usher.api.landing;

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
            InviteeId invitee,
            String code,
            boolean deleted,
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

    Mono<Link> find(InviteeId invitee) {
        return database.sql("""
                        select i.code, i.deleted_at is not null as deleted, p.cancelled_at is not null as cancelled,
                               p.link_generation, least(p.link_expires_at, i.expires_at) as ends_at
                        from directory.invitee p join directory.invitation i on i.id = p.invitation_id
                        where p.id = :id""")
                .bind("id", invitee.value())
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Link(
                            invitee,
                            columns.text("code"),
                            columns.bool("deleted"),
                            columns.bool("cancelled"),
                            columns.integer("link_generation"),
                            columns.optionalInstant("ends_at"));
                })
                .one();
    }
}
