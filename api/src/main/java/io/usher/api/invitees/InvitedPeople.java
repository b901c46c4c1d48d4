package io.usher.api.invitees;

import static io.usher.runtime.ColumnArrays.uuids;

import io.r2dbc.spi.Readable;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.InviteeSql;
import io.usher.api.invitees.HoldingInvitees.Use;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Those who are named on invitations, with all that became of them. */
final class InvitedPeople {

    private static final UUID FIRST = new UUID(0, 0);

    static final String SELECT = """
            select p.id, p.invitation_id, i.organization_id, i.code, i.name as invitation_name, p.address, p.email, p.first_name, p.last_name,
                   p.invited_by, p.invited_at, p.link_generation,
                   %s as link_expires_at,
                   %s as progress, %s as email_status, g.email_reason, g.emailed_at, g.acceptance_id
            from directory.invitee p
            join directory.invitation i on i.id = p.invitation_id
            left join directory.invitee_progress g on g.invitee_id = p.id
            """.formatted(InviteeSql.LINK_END, InviteeSql.PROGRESS, InviteeSql.EMAIL_STATUS);

    /** Of those with an acceptance, this is the truth; their progress follows it soon. */
    private static final String USES_IT = """
            exists (select from onboarding.acceptance a
                    where a.invitation_id = p.invitation_id and a.address = p.address and a.slot = 0)""";

    /** Who may still accept: nothing that they asked for has come to a use. */
    private static final String PENDING = """
            p.cancelled_at is null and not %s
              and %s in ('invited', 'opened', 'requested', 'rejected', 'expired')""".formatted(USES_IT, InviteeSql.PROGRESS);

    private final DatabaseClient database;

    InvitedPeople(DatabaseClient database) {
        this.database = database;
    }

    Mono<Invitee> find(InviteeId id, Instant now) {
        return database.sql(SELECT + "where p.id = :id")
                .bind("id", id.value())
                .bind("now", now)
                .map(InvitedPeople::invitee)
                .one();
    }

    /** In the order of their ids. */
    Mono<Page<Invitee>> page(Invitation invitation, InviteeFilter filter, PageRequest page, Instant now) {
        Instant end = invitation.terms().end();
        boolean over = end != null && !end.isAfter(now);
        return Search.page(
                page,
                Order.BY_ID,
                invitee -> invitee.id().value(),
                new InviteeSearch(database, invitation.id(), over, filter, page, now));
    }

    /** Of all invitations of the organization within the reach, in the order of their ids. */
    Mono<Page<InvitedPerson>> page(
            OrganizationId organization, Reach reach, InviteeFilter filter, PageRequest page, Instant now) {
        return Search.page(
                page,
                Order.BY_ID,
                person -> person.invitee().id().value(),
                new OrganizationInviteeSearch(database, organization, reach, filter, page, now));
    }

    /** The next of all, in the order of their ids. */
    Flux<Invitee> list(InvitationId invitation, @Nullable UUID after, int limit, Instant now) {
        return next("true", invitation, after, limit, now);
    }

    Mono<InviteeId> named(InvitationId invitation, String address) {
        return database.sql("select id from directory.invitee where invitation_id = :invitation and address = :address")
                .bind("invitation", invitation.value())
                .bind("address", address)
                .map(row -> new InviteeId(new Columns(row).uuid("id")))
                .one();
    }

    Mono<Use> use(Invitee invitee) {
        return database.sql("""
                        select outcome = 'accepted' as accepted from onboarding.acceptance
                        where invitation_id = :invitation and address = :address and slot = 0""")
                .bind("invitation", invitee.invitation().value())
                .bind("address", invitee.address())
                .map(row -> new Columns(row).bool("accepted") ? Use.ACCEPTED : Use.WAITING)
                .one()
                .defaultIfEmpty(Use.NONE);
    }

    Mono<Integer> count(InvitationId invitation) {
        return database.sql("select invitees + cancelled as people from directory.invitation where id = :id")
                .bind("id", invitation.value())
                .map(row -> new Columns(row).integer("people"))
                .one();
    }

    /** The next of those who may still accept, in the order of their ids. */
    Flux<Invitee> pending(InvitationId invitation, @Nullable UUID after, int limit, Instant now) {
        return next(PENDING, invitation, after, limit, now);
    }

    /** Pairs are compared so that an index has them in their order, whatever the planner expects. */
    private Flux<Invitee> next(String which, InvitationId invitation, @Nullable UUID after, int limit, Instant now) {
        return database.sql(SELECT + """
                        where (p.invitation_id, p.id) > (:invitation, :after) and p.invitation_id <= :invitation and %s
                        order by p.invitation_id, p.id limit :limit""".formatted(which))
                .bind("invitation", invitation.value())
                // Never null: only then the index leads to where the page begins.
                .bind("after", after == null ? FIRST : after)
                .bind("now", now)
                .bind("limit", limit)
                .map(InvitedPeople::invitee)
                .all();
    }

    Mono<Void> cancel(Collection<InviteeId> people, Instant now) {
        return database.sql("update directory.invitee set cancelled_at = :now where id = any(:ids)")
                .bind("ids", uuids(people, InviteeId::value))
                .bind("now", now)
                .then();
    }

    Mono<Void> decline(InviteeId person, Instant now) {
        return database.sql("update directory.invitee set declined_at = :now where id = :id")
                .bind("id", person.value())
                .bind("now", now)
                .then();
    }

    /** Makes earlier links useless. Returns the new generations. */
    Flux<Renewed> renewLinks(Collection<InviteeId> people, Instant linkExpiresAt) {
        return database.sql("""
                        update directory.invitee set link_generation = link_generation + 1, link_expires_at = :expires
                        where id = any(:ids) returning id, link_generation""")
                .bind("ids", uuids(people, InviteeId::value))
                .bind("expires", linkExpiresAt)
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Renewed(new InviteeId(columns.uuid("id")), columns.integer("link_generation"));
                })
                .all();
    }

    /** A new link of a person. */
    record Renewed(InviteeId id, int generation) {}

    static Invitee invitee(Readable row) {
        Columns columns = new Columns(row);
        UUID acceptance = columns.optionalUuid("acceptance_id");
        return new Invitee(
                new InviteeId(columns.uuid("id")),
                new InvitationId(columns.uuid("invitation_id")),
                new OrganizationId(columns.uuid("organization_id")),
                columns.text("code"),
                columns.text("address"),
                new Invitee.Named(
                        columns.text("email"), columns.optionalText("first_name"), columns.optionalText("last_name")),
                new Invitee.Mailed(
                        columns.text("email_status"),
                        columns.optionalText("email_reason"),
                        columns.optionalInstant("emailed_at")),
                Progress.of(columns.text("progress")),
                acceptance == null ? null : new AcceptanceId(acceptance),
                columns.text("invited_by"),
                columns.instant("invited_at"),
                columns.optionalInstant("link_expires_at"),
                columns.integer("link_generation"));
    }
}
