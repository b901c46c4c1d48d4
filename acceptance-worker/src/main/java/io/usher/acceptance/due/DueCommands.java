package io.usher.acceptance.due;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableList;

import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.ExpiredAccesses;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Finds due commands, without locks. Whether they are still due is decided under locks. */
@Repository
class DueCommands {

    /** The accesses that are ended in one transaction. */
    private static final int MOST_ENDS = 500;

    private static final int MOST_ORGANIZATIONS = 100;

    /** Excludes the last administrator of an organization, who keeps access and would be found again and again. */
    private static final String ENDED_ACCESSES = """
            select m.organization_id, m.address, m.grant_ids && admin.ids as administers
            from onboarding.member m
            cross join lateral (
                select array(
                    select id from directory.grantable
                    where organization_id = m.organization_id and kind = 'role' and built_in and lower(name) = 'admin')
                    as ids
                offset 0) as admin
            where m.access_expires_at <= now() and m.state = 'active' and (
                not m.grant_ids && admin.ids
                or exists (
                    select from onboarding.member other
                    where other.organization_id = m.organization_id and other.state = 'active' and other.id <> m.id
                      and other.grant_ids && admin.ids))
              and (m.organization_id, m.id) not in (select * from unnest($2, $3))
            order by m.access_expires_at limit $1
            """;

    /**
     * Organizations with people on waiting lists who can be promoted because quotas or plans were raised, or dismissed
     * because the invitation was deleted or they are invited no more. While a plan is full, only members can be promoted: they are searched for on
     * the waiting lists or among the members, whichever are fewer. {@code offset 0} keeps the order of the loops. The
     * organization whose first person has waited longest comes first.
     */
    private static final String SERVABLE = """
            with possible as (
                select i.organization_id, s.invitation_id, s.waiting, coalesce(seats.taken, 0) as taken,
                       i.deleted_at is not null or o.plan_seats is null or coalesce(seats.taken, 0) < o.plan_seats
                           as anybody
                from onboarding.invitation_seats s
                join directory.invitation i on i.id = s.invitation_id
                join directory.organization o on o.id = i.organization_id
                left join onboarding.organization_seats seats on seats.organization_id = o.id
                where s.waiting > 0 and (
                    i.deleted_at is not null
                    or i.status = 'enabled' and (i.quota is null or s.accepted < i.quota)
                       and (i.opens_at is null or i.opens_at <= now())
                       and coalesce(least(i.expires_at, i.access_expires_at) > now(), true))),
            full_plans as (
                select organization_id, max(taken) as members, sum(waiting) as waiting,
                       array_agg(invitation_id) as invitations
                from possible group by organization_id having not bool_or(anybody))
            select organization_id from (
                select organization_id from possible where anybody
                union
                select i.organization_id
                from onboarding.invitation_seats s
                join directory.invitation i on i.id = s.invitation_id
                where s.waiting > 0 and i.cancelled > 0 and exists (
                    select from directory.invitee p
                    join onboarding.acceptance a on a.invitation_id = p.invitation_id and a.address = p.address
                    where p.invitation_id = i.id and p.cancelled_at is not null and a.slot = 0
                      and a.outcome = 'waitlisted' and a.original is null)
                union
                select organization_id from full_plans
                where case when waiting <= members then exists (
                    select from onboarding.acceptance a
                    where a.invitation_id = any(full_plans.invitations) and a.outcome = 'waitlisted' and a.original is null
                      and exists (
                        select from onboarding.member m
                        where m.organization_id = a.organization_id and m.id = a.member_id and m.state = 'active'
                        offset 0))
                else exists (
                    select from onboarding.member m
                    where m.organization_id = full_plans.organization_id and m.state = 'active' and exists (
                        select from onboarding.acceptance a
                        where a.organization_id = m.organization_id and a.member_id = m.id
                          and a.invitation_id = any(full_plans.invitations) and a.outcome = 'waitlisted'
                          and a.original is null
                        offset 0))
                end) as servable
            where organization_id <> all($2)
            order by (
                select min(first.requested_at)
                from onboarding.invitation_seats s
                join directory.invitation i on i.id = s.invitation_id
                cross join lateral (
                    select requested_at from onboarding.acceptance
                    where invitation_id = i.id and outcome = 'waitlisted' and original is null
                    order by ordinal limit 1) as first
                where s.waiting > 0 and i.organization_id = servable.organization_id)
            limit $1
            """;

    private final DatabaseClient database;

    DueCommands(DatabaseClient database) {
        this.database = database;
    }

    /** @param complete whether nothing else is due of that kind */
    record Portion(List<Single> commands, boolean complete) {}

    /**
     * Those that ended first. Those of an organization are ended together, except for administrators.
     *
     * @param without commands that are not looked for
     */
    Mono<Portion> endedAccesses(Set<Single> without) {
        List<AccessEnd> other = only(without, AccessEnd.class);
        return database.sql(ENDED_ACCESSES)
                .bind(0, MOST_ENDS)
                .bind(1, uuids(other, end -> end.organization().value()))
                .bind(2, uuids(other, end -> member(end).value()))
                .map((row, metadata) -> ended(new Columns(row)))
                .all()
                .collectList()
                .map(found -> new Portion(together(found), found.size() < MOST_ENDS));
    }

    private record Ended(Person person, boolean administers) {}

    private static Ended ended(Columns row) {
        return new Ended(
                new Person(new OrganizationId(row.uuid("organization_id")), row.text("address")),
                row.bool("administers"));
    }

    private static List<Single> together(List<Ended> found) {
        Map<OrganizationId, List<Person>> members = found.stream()
                .filter(ended -> !ended.administers())
                .map(Ended::person)
                .collect(groupingBy(Person::organization, LinkedHashMap::new, toUnmodifiableList()));
        return Stream.concat(
                        members.entrySet().stream().map(entry -> together(entry.getKey(), entry.getValue())),
                        found.stream().filter(Ended::administers).map(ended -> new AccessEnd(ended.person())))
                .toList();
    }

    private static Single together(OrganizationId organization, List<Person> people) {
        return people.size() == 1 ? new AccessEnd(people.getFirst()) : new ExpiredAccesses(organization, people);
    }

    /**
     * Those whose people have waited longest come first.
     *
     * @param without commands that are not looked for
     */
    Mono<Portion> promotions(Set<Single> without) {
        return database.sql(SERVABLE)
                .bind(0, MOST_ORGANIZATIONS)
                .bind(
                        1,
                        uuids(
                                only(without, Promotion.class),
                                promotion -> promotion.organization().value()))
                .map((row, metadata) -> promotion(new Columns(row)))
                .all()
                .collectList()
                .map(found -> new Portion(found, found.size() < MOST_ORGANIZATIONS));
    }

    private static Single promotion(Columns row) {
        return new Promotion(new OrganizationId(row.uuid("organization_id")));
    }

    private static <T extends Single> List<T> only(Set<Single> commands, Class<T> kind) {
        return commands.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** For logs. */
    static String name(Single command) {
        return switch (command) {
            case AccessEnd end ->
                "end of the access of member %s of organization %s".formatted(member(end), end.organization());
            case ExpiredAccesses ends ->
                "end of the access of %d members of organization %s"
                        .formatted(ends.people().size(), ends.organization());
            default -> "promotions in organization " + command.organization();
        };
    }

    private static MemberId member(AccessEnd end) {
        return MemberId.of(end.organization(), end.person().address());
    }
}
