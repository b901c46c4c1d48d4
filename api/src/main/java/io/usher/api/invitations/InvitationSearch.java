package io.usher.api.invitations;

import static io.usher.runtime.Columns.orNull;
import static java.util.Objects.requireNonNullElse;

import io.usher.api.database.ReachedRows;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.invitations.Invitations.Filter;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A page of the invitations of an organization that are within a reach and not deleted, in the order of their ids. */
record InvitationSearch(
        DatabaseClient database,
        OrganizationId organization,
        Filter filter,
        Reach reach,
        PageRequest page,
        Naming naming)
        implements Search<UUID, Invitation> {

    private static final String SELECT = R2dbcInvitations.select(Addressees.MOST_LISTED);

    private static final String ANY = "true";
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** The pairs are compared so that they are read from an index in their order, whatever else the planner expects. */
    private static final String NEXT = """
            select organization_id, id from directory.invitation
            where (organization_id, id) > (:organization, :after) and (organization_id, id) <= (:organization, :end)
              and deleted_at is null and %s""";

    /** Pairs would be looked for from the page on. */
    private static final String GIVEN = """
            select organization_id, id from directory.invitation
            where organization_id = :organization and id > :after and id <= :end and id = any(:ids) and deleted_at is null""";

    private static final String IN_ORDER = " order by organization_id, id ";

    /** Of few people all are read; of many the index finds one. */
    private static final String LISTED = """
            join (%%s) listed on listed.id = i.id
            where %%s and (:state::text is null or :state = case
                    when i.status = 'disabled' then 'disabled'
                    when least(i.expires_at, i.access_expires_at) <= :now then 'expired'
                    when i.opens_at > :now then 'scheduled'
                    when i.quota <= coalesce(s.accepted, 0) then 'full'
                    else 'enabled' end)
              and (:mode::text is null or i.mode = :mode)
              and (:q::text is null
                   or position(lower(:q) in lower(i.name)) > 0
                   or position(lower(:q) in lower(i.description)) > 0
                   or exists (select from unnest(i.domains) as domain
                              where position(lower(:q) in '*@' || domain) > 0)
                   or i.addressees and (i.id = any(:named) or :many and case
                       when i.invitees > 1000
                       then exists (select from directory.invitee p
                                    where array[p.invitation_id] @> array[i.id] and p.cancelled_at is null
                                      and %1$s like lower(:pattern))
                       else exists (select from directory.invitee p
                                    where p.invitation_id between i.id and i.id and p.cancelled_at is null
                                      and position(lower(:q) in %1$s) > 0) end))
            order by listed.organization_id, listed.id limit :limit""".formatted(InviteeSql.TEXT);

    /**
     * Which invitations name people whose names or addresses match.
     *
     * @param many whether more people match than {@link Search#SORTED}; then it is looked up for each invitation
     */
    record Naming(List<UUID> ids, boolean many) {

        private static final Naming NOBODY = new Naming(List.of(), false);

        private static Naming of(Columns columns) {
            boolean many = columns.bigint("counted") > SORTED;
            return many ? new Naming(List.of(), true) : new Naming(columns.uuids("ids"), false);
        }
    }

    static Mono<Page<Invitation>> page(
            DatabaseClient database, OrganizationId organization, Filter filter, Reach reach, PageRequest page) {
        return naming(database, organization, filter.q())
                .flatMap(naming -> Search.page(
                        page,
                        Order.BY_ID,
                        invitation -> invitation.id().value(),
                        new InvitationSearch(database, organization, filter, reach, page, naming)));
    }

    private static Mono<Naming> naming(DatabaseClient database, OrganizationId organization, @Nullable String q) {
        if (q != null && SearchText.isIndexed(q)) {
            return naming(
                    database,
                    "array[p.organization_id] @> array[:organization] and " + InviteeSql.TEXT + " like lower(:person)",
                    organization,
                    SearchText.pattern(q));
        }
        return Mono.justOrEmpty(q)
                .flatMap(text -> Mono.justOrEmpty(EmailAddress.parse(text)))
                .flatMap(address -> naming(
                        database,
                        "p.organization_id = :organization and p.address = :person",
                        organization,
                        address.normal()))
                .defaultIfEmpty(Naming.NOBODY);
    }

    private static Mono<Naming> naming(
            DatabaseClient database, String which, OrganizationId organization, String person) {
        return database.sql("""
                        select count(*) as counted, coalesce(array_agg(distinct invitation_id), '{}') as ids
                        from (select p.invitation_id from directory.invitee p
                              where %s and p.cancelled_at is null limit %d) named""".formatted(which, SORTED + 1))
                .bind("organization", organization.value())
                .bind("person", person)
                .map(row -> Naming.of(new Columns(row)))
                .one();
    }

    @Override
    public Mono<UUID> end() {
        return next("select id from (" + NEXT.formatted(possibly()) + ") next" + IN_ORDER + "offset " + (SEARCHED - 1)
                        + " limit 1")
                .bind("end", LAST)
                .map(row -> new Columns(row).uuid("id"))
                .one();
    }

    /** The limit within lets an index lead to them, whatever the planner expects. */
    @Override
    public Flux<Invitation> upTo(@Nullable UUID end) {
        return listed(NEXT.formatted(possibly()) + IN_ORDER + "limit " + READ)
                .bind("end", requireNonNullElse(end, LAST))
                .map(InvitationRow::invitation)
                .all();
    }

    @Override
    public Mono<List<Invitation>> indexed() {
        return inUnits()
                .switchIfEmpty(matching())
                .flatMap(ids -> listed(GIVEN)
                        .bind("end", LAST)
                        .bind("ids", ids.toArray(UUID[]::new))
                        .map(InvitationRow::invitation)
                        .all()
                        .collectList());
    }

    private Mono<List<UUID>> inUnits() {
        return ReachedRows.areIndexed(reach)
                ? ids(ReachedRows.bind(
                        database.sql(ids("organization_id = :organization and " + ReachedRows.condition(reach))),
                        reach))
                : Mono.empty();
    }

    /** By their own texts and by whom they name. */
    private Mono<List<UUID>> matching() {
        String q = filter.q();
        return q == null || !SearchText.isIndexed(q) || naming.many()
                ? Mono.empty()
                : ids(database.sql(ids("""
                                array[organization_id] @> array[:organization]
                                and directory.invitation_text(name, description, domains) like lower(:pattern)""")).bind("pattern", SearchText.pattern(q)))
                        .map(ids -> Stream.concat(ids.stream(), naming.ids().stream())
                                .toList());
    }

    private static String ids(String which) {
        return """
                select count(*) as counted, coalesce(array_agg(id) filter (where id > :after), '{}') as ids
                from (select id from directory.invitation where deleted_at is null and %s limit %d) matching""".formatted(which, SORTED + 1);
    }

    /** Of those after the page before; empty if they are too many to sort. */
    private Mono<List<UUID>> ids(GenericExecuteSpec found) {
        return found.bind("organization", organization.value())
                .bind("after", after())
                .map(row -> new Columns(row))
                .one()
                .filter(columns -> columns.bigint("counted") <= SORTED)
                .map(columns -> columns.uuids("ids"));
    }

    private GenericExecuteSpec listed(String from) {
        String q = filter.q();
        return ReachedRows.bind(database.sql(SELECT + LISTED.formatted(from, ReachedRows.condition(reach))), reach)
                .bind("organization", organization.value())
                .bind("after", after())
                .bind(
                        "state",
                        orNull(filter.state() == null ? null : filter.state().wireName(), String.class))
                .bind("mode", orNull(mode(), String.class))
                .bind("q", orNull(q, String.class))
                .bind("pattern", orNull(q == null ? null : SearchText.pattern(q), String.class))
                .bind("named", naming.ids().toArray(UUID[]::new))
                .bind("many", naming.many())
                .bind("now", filter.now())
                .bind("limit", page.fetch());
    }

    private GenericExecuteSpec next(String sql) {
        GenericExecuteSpec next =
                database.sql(sql).bind("organization", organization.value()).bind("after", after());
        return filter.mode() == null ? next : next.bind("mode", orNull(mode(), String.class));
    }

    private UUID after() {
        return requireNonNullElse(page.after(Order.BY_ID), FIRST);
    }

    private @Nullable String mode() {
        return filter.mode() == null ? null : filter.mode().wireName();
    }

    /** What those that are looked for have in common, as an index has it. */
    private String possibly() {
        String state = switch (filter.state()) {
            case null -> ANY;
            case ENABLED -> ANY;
            case DISABLED -> "status = 'disabled'";
            case SCHEDULED -> "opens_at is not null";
            case EXPIRED -> "(expires_at is not null or access_expires_at is not null)";
            case FULL -> "quota is not null";
        };
        return filter.mode() == null ? state : state + " and mode = :mode";
    }
}
