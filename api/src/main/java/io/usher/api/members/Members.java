package io.usher.api.members;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.database.ReachedRows;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.members.Member.Held;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The members that the acceptance worker keeps, formerly ones included. Only read here. */
final class Members {

    private static final String SELECT = """
            select m.id, m.organization_id, m.address, coalesce(m.email, m.address) as email, m.first_name, m.last_name, m.access_expires_at,
                m.joined_at, m.state = 'ended' as ended, held.ids, held.kinds, held.names,
                held.permits, m.invitation_id
            from %s m cross join lateral (
                select coalesce(array_agg(g.id order by lower(g.name)), '{}') as ids,
                    coalesce(array_agg(g.kind order by lower(g.name)), '{}') as kinds,
                    coalesce(array_agg(g.name order by lower(g.name)), '{}') as names,
                    coalesce(bool_or(g.permissions <> '{}' and g.deleted_at is null), false) as permits
                from directory.grantable g where g.id = any(m.grant_ids)) held
            """;

    private static final String ONE =
            SELECT.formatted("onboarding.member") + "where m.organization_id = :organization and m.id = :id";

    /** The present memberships of a person, in the order of the organizations' names. */
    private static final String OWN =
            "select o.name as organization_name, own.* from (" + SELECT.formatted("onboarding.current_member") + """
            where m.address = :address)
            own join directory.organization o on o.id = own.organization_id order by lower(o.name), o.id""";

    /** Those who joined last, of whom so many are looked at; the newest first. */
    private static final String LATEST =
            SELECT.formatted("""
            (select * from onboarding.member where organization_id = :organization and state = 'active'
             order by joined_at desc limit %d)""") + "where %s order by m.joined_at desc, m.id limit :limit";

    private static final String SOME = SELECT.formatted("onboarding.member")
            + "where m.organization_id = :organization and m.id = any(:ids) order by m.id";

    /** The members after the page before, in the order of their ids. Of those whose membership has ended there is an index. */
    private static final String NEXT =
            "from onboarding.member where organization_id = :organization and id > :after %s order by id";

    private static final String ENDED = "and state = 'ended'";
    private static final String UP_TO = "and id <= :end ";

    private static final String MATCHES = """
            state = :state and grant_ids @> :having
            and (:q::text is null or strpos(lower(concat_ws(' ', email, address, first_name, last_name)), lower(:q)) > 0)""";

    /** Ends as soon as the page is full. The limit within lets them be read in their order, whatever the planner expects. */
    private static final String AMONG = SELECT.formatted("(select * " + NEXT + " limit %d)") + "where " + MATCHES
            + " and %s order by m.id limit :limit";

    /** Among so many members a page searches: fewer than of other lists, whose rows are read faster. */
    static final int SEARCHED = 1_000;

    /** How many of the next members have what is filtered by. */
    private static final String HOLDERS =
            "select count(*) as holders from (select grant_ids " + NEXT + " limit " + SEARCHED + ") as next where %s";

    /** If more of the next members have it, too many do for the index. */
    private static final int FEW = SEARCHED / 40;

    /**
     * Reads the index of what is held, which knows no order. The comparisons with the organization and the page before are
     * made so that no other index is of use. It ends after {@link Search#SORTED}.
     */
    private static final String HAVING = """
            select count(*) as counted,
                coalesce((array_agg(id order by id) filter (
                    where organization_id = :organization and id > :after and %s))[1 : cast(:limit as integer)], '{}') as ids
            from (select * from onboarding.member where %%s limit %d) as holders""".formatted(MATCHES + " and %s", Search.SORTED + 1);

    /**
     * Among so many members a page searches for a text that the page before has not found often enough. No index has their
     * texts: it would cost the worker a third of its speed. The first page takes no longer than any other one of the list.
     */
    static final int SEARCHED_ON = 20 * SEARCHED;

    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final DatabaseClient database;

    Members(DatabaseClient database) {
        this.database = database;
    }

    Mono<Member> withId(OrganizationId organization, UUID id) {
        return database.sql(ONE)
                .bind("organization", organization.value())
                .bind("id", id)
                .map(Members::member)
                .one();
    }

    /** @param address in normal form */
    Mono<Member> withAddress(OrganizationId organization, String address) {
        return withId(organization, MemberId.of(organization, address).value());
    }

    /** @param address in normal form */
    Flux<OwnMembership> of(String address) {
        return database.sql(OWN)
                .bind("address", address)
                .map(row -> OwnMembership.of(new Columns(row).text("organization_name"), member(row)))
                .all();
    }

    /** Members within the reach who joined last, the newest first. */
    Flux<Member> latest(OrganizationId organization, Reach reach, int limit) {
        int searched = reach.everybody() ? limit : SEARCHED;
        return ReachedRows.bind(database.sql(LATEST.formatted(searched, ReachedRows.condition(reach))), reach)
                .bind("organization", organization.value())
                .bind("limit", limit)
                .map(Members::member)
                .all();
    }

    /** The last member among whom a page is searched; empty if there are fewer. */
    Mono<UUID> end(OrganizationId organization, MemberFilter filter, PageRequest page) {
        return next(
                        "select id " + NEXT.formatted(filter.ended() ? ENDED : "") + " offset "
                                + (searched(filter, page) - 1) + " limit 1",
                        organization,
                        page)
                .map(row -> new Columns(row).uuid("id"))
                .one();
    }

    /** In the order of their ids, up to the last one. */
    Flux<Member> upTo(@Nullable UUID end, OrganizationId organization, MemberFilter filter, PageRequest page) {
        String among = AMONG.formatted(
                UP_TO + (filter.ended() ? ENDED : ""),
                2 * searched(filter, page),
                ReachedRows.condition(filter.reach()));
        return filtered(among, organization, filter, page)
                .bind("end", end == null ? AFTER_ALL : end)
                .map(Members::member)
                .all();
    }

    private static int searched(MemberFilter filter, PageRequest page) {
        return filter.q() == null || page.last() == null ? SEARCHED : SEARCHED_ON;
    }

    /** By the index of what members hold, those on the page, in the order of their ids. Empty if too many have it. */
    Mono<List<Member>> having(OrganizationId organization, MemberFilter filter, PageRequest page) {
        return areFew(organization, filter, page)
                .filter(few -> few)
                .flatMap(few -> Search.few(filtered(
                        HAVING.formatted(ReachedRows.condition(filter.reach()), indexed(filter)),
                        organization,
                        filter,
                        page)))
                .flatMap(ids -> withIds(organization, ids)
                        .collectList()
                        // Otherwise one of them has been erased meanwhile.
                        .filter(members -> members.size() == ids.size()));
    }

    private Mono<Boolean> areFew(OrganizationId organization, MemberFilter filter, PageRequest page) {
        GenericExecuteSpec holders = next(HOLDERS.formatted("", indexed(filter)), organization, page);
        return withIndexed(holders, filter)
                .map(row -> new Columns(row).bigint("holders") < FEW)
                .one();
    }

    /** What the index of what members hold knows of those who match. An empty array would have it read all of it. */
    private static String indexed(MemberFilter filter) {
        String having = "grant_ids @> :having";
        String reached = ReachedRows.condition(filter.reach());
        if (filter.having().isEmpty()) {
            return reached;
        }
        return ReachedRows.areIndexed(filter.reach()) ? having + " and " + reached : having;
    }

    private static GenericExecuteSpec withIndexed(GenericExecuteSpec statement, MemberFilter filter) {
        GenericExecuteSpec with = filter.having().isEmpty()
                ? statement
                : statement.bind("having", filter.having().toArray(UUID[]::new));
        return ReachedRows.areIndexed(filter.reach()) ? ReachedRows.bind(with, filter.reach()) : with;
    }

    private Flux<Member> withIds(OrganizationId organization, List<UUID> ids) {
        return database.sql(SOME)
                .bind("organization", organization.value())
                .bind("ids", ids.toArray(UUID[]::new))
                .map(Members::member)
                .all();
    }

    private GenericExecuteSpec filtered(
            String sql, OrganizationId organization, MemberFilter filter, PageRequest page) {
        return ReachedRows.bind(next(sql, organization, page), filter.reach())
                .bind("state", filter.ended() ? "ended" : "active")
                .bind("having", filter.having().toArray(UUID[]::new))
                .bind("q", orNull(filter.q(), String.class))
                .bind("limit", page.fetch());
    }

    private GenericExecuteSpec next(String sql, OrganizationId organization, PageRequest page) {
        return database.sql(sql).bind("organization", organization.value()).bind("after", after(page));
    }

    private static UUID after(PageRequest page) {
        UUID after = page.after(Order.BY_ID);
        return after == null ? BEFORE_ALL : after;
    }

    private static Member member(Readable row) {
        Columns columns = new Columns(row);
        UUID invitation = columns.optionalUuid("invitation_id");
        return new Member(
                new MemberId(columns.uuid("id")),
                new OrganizationId(columns.uuid("organization_id")),
                columns.text("address"),
                columns.text("email"),
                columns.optionalText("first_name"),
                columns.optionalText("last_name"),
                held(columns),
                columns.optionalInstant("access_expires_at"),
                columns.instant("joined_at"),
                invitation == null ? null : new InvitationId(invitation),
                columns.bool("ended"),
                columns.bool("permits"));
    }

    private static List<Held> held(Columns columns) {
        List<UUID> ids = columns.uuids("ids");
        List<String> kinds = columns.texts("kinds");
        List<String> names = columns.texts("names");
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Held(new GrantableId(ids.get(i)), GrantKind.of(kinds.get(i)), names.get(i)))
                .toList();
    }
}
