package io.usher.api.people;

import static java.util.stream.Collectors.toSet;

import io.r2dbc.spi.Readable;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.invitations.Invitation;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.ColumnArrays;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Invitations for somebody who has proven their address. */
@Component
public final class OwnInvitations {

    static final int MOST = 100;

    /** More of them than anybody is shown, since some will be answered. */
    private static final int MOST_OF_DOMAIN = 1_000;

    private static final String WAITING = """
            with mine as (
                select invitation_id from directory.invitee
                where address = :address and cancelled_at is null and declined_at is null
                union
                (select id from directory.invitation
                 where domains @> array[:domain]::text[] and deleted_at is null and status = 'enabled'
                   and coalesce(least(expires_at, access_expires_at) > :now, true)
                   and (:slug::text is null
                        or organization_id = (select id from directory.organization where slug = :slug))
                 order by created_at desc, id desc limit %d))
            select i.id, i.code, i.name, o.name as organization, i.opens_at, p.id is not null as named
            from mine join directory.invitation i on i.id = mine.invitation_id
            join directory.organization o on o.id = i.organization_id
            left join directory.invitee p on p.invitation_id = i.id and p.address = :address
            where i.deleted_at is null and i.status = 'enabled'
              and coalesce(least(i.expires_at, i.access_expires_at) > :now, true)
              and (:slug::text is null or o.slug = :slug)
              and p.cancelled_at is null and p.declined_at is null
              and i.id <> all(:asked)
              and not exists (
                  select from onboarding.acceptance a
                  where a.invitation_id = i.id and a.address = :address and a.slot = 0)
            order by i.created_at desc, i.id desc limit %d""".formatted(MOST_OF_DOMAIN, MOST);

    private final DatabaseClient database;
    private final FollowingAcceptances following;
    private final Clock clock;

    OwnInvitations(DatabaseClient database, FollowingAcceptances following, Clock clock) {
        this.database = database;
        this.following = following;
        this.clock = clock;
    }

    /**
     * An invitation that somebody has not answered.
     *
     * @param opensAt null = it is open
     * @param named whether it names the person, who can decline it then
     */
    public record Waiting(
            InvitationId id,
            String code,
            String name,
            String organization,
            @Nullable Instant opensAt,
            boolean named) {}

    /**
     * Those that name the person or their domain, are not over, and have not been answered or asked for, the newest
     * first; at most a hundred, and of those for the domain only among the newest thousand.
     *
     * @param slug of the organization; null = of any
     */
    public Flux<Waiting> waiting(EmailAddress person, @Nullable String slug) {
        // Pending first: the statement sees what is decided meanwhile.
        return following
                .pendingOf(person)
                .map(Acceptance::invitation)
                .collect(toSet())
                .flatMapMany(asked -> waiting(person, slug, asked));
    }

    private Flux<Waiting> waiting(EmailAddress person, @Nullable String slug, Set<InvitationId> asked) {
        Instant now = clock.instant();
        return database.sql(WAITING)
                .bind("address", person.normal())
                .bind("domain", person.domain())
                .bind("slug", Columns.orNull(slug, String.class))
                .bind("now", now)
                .bind("asked", ColumnArrays.uuids(asked, InvitationId::value))
                .map(row -> waiting(row, now))
                .all();
    }

    /** Whether there may be more than these, which wait for somebody. */
    public static boolean areCut(List<Waiting> waiting) {
        return waiting.size() == MOST;
    }

    private static Waiting waiting(Readable row, Instant now) {
        Columns columns = new Columns(row);
        Instant opensAt = columns.optionalInstant("opens_at");
        return new Waiting(
                new InvitationId(columns.uuid("id")),
                columns.text("code"),
                columns.text("name"),
                columns.text("organization"),
                opensAt == null || !opensAt.isAfter(now) ? null : opensAt,
                columns.bool("named"));
    }

    /** Where somebody stands on waiting lists; the first hundred places. */
    public Flux<AcceptanceId> queued(EmailAddress person) {
        return database.sql("""
                        select id from onboarding.acceptance
                        where address = :address and outcome = 'waitlisted' and original is null
                        order by requested_at, id limit %d""".formatted(MOST))
                .bind("address", person.normal())
                .map(row -> new AcceptanceId(new Columns(row).uuid("id")))
                .all();
    }

    /** Whether a request had led to a seat, be it withdrawn since. */
    public Mono<Boolean> hadSeat(AcceptanceId request) {
        return database.sql("""
                        select coalesce(first.grant_set_id, a.grant_set_id) is not null as seat
                        from onboarding.acceptance a left join onboarding.acceptance first on first.id = a.original
                        where a.id = :id""")
                .bind("id", request.value())
                .map(row -> new Columns(row).bool("seat"))
                .one()
                .defaultIfEmpty(false);
    }

    /**
     * What an invitation is to somebody.
     *
     * @param asked the request that they have made already, if it is not decided, or they wait or are in; null = none
     * @param isMember of the organization
     * @param isInvited whether it is for them
     * @param isCancelled whether it was for them by name, and is not any more
     */
    public record Standing(@Nullable AcceptanceId asked, boolean isMember, boolean isInvited, boolean isCancelled) {

        private Standing withAsked(AcceptanceId pending) {
            return new Standing(pending, isMember, isInvited, isCancelled);
        }
    }

    public Mono<Standing> standing(EmailAddress person, Invitation invitation) {
        return database.sql("""
                        select member.there as member, p.id is not null as named, p.cancelled_at is not null as cancelled,
                            (select a.id from onboarding.acceptance a
                             where a.invitation_id = :invitation and a.address = :address and a.slot = 0
                               and (a.outcome = 'waitlisted' or member.there)) as asked
                        from (select exists (
                                  select from onboarding.current_member m
                                  where m.address = :address and m.organization_id = :organization) as there) as member
                        left join directory.invitee p on p.invitation_id = :invitation and p.address = :address""")
                .bind("address", person.normal())
                .bind("invitation", invitation.id().value())
                .bind("organization", invitation.organization().value())
                .map(row -> standing(person, invitation, new Columns(row)))
                .one()
                .flatMap(standing -> standing.asked() == null
                        ? pending(person, invitation).map(standing::withAsked).defaultIfEmpty(standing)
                        : Mono.just(standing));
    }

    private Mono<AcceptanceId> pending(EmailAddress person, Invitation invitation) {
        return following.pendingOf(person, invitation.id()).next().map(Acceptance::id);
    }

    private static Standing standing(EmailAddress person, Invitation invitation, Columns columns) {
        UUID asked = columns.optionalUuid("asked");
        boolean cancelled = columns.bool("cancelled");
        return new Standing(
                asked == null ? null : new AcceptanceId(asked),
                columns.bool("member"),
                !cancelled && (invitation.terms().addressees().includeUnnamed(person) || columns.bool("named")),
                cancelled);
    }
}
