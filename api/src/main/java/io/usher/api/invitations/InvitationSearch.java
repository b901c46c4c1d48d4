package io.usher.api.invitations;

import static io.usher.runtime.Columns.orNull;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.usher.api.database.ReachedRows;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.invitations.Invitations.Filter;
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
        DatabaseClient database, OrganizationId organization, Filter filter, Reach reach, PageRequest page)
        implements Search<UUID, Invitation> {

    private static final String SELECT = R2dbcInvitations.select(Addressees.MOST_LISTED);

    private static final String ANY = "true";
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** Of an invitation with more people an index is asked who of them matches; it costs about as much as to read so many. */
    private static final int READ_OF_ONE = 1_000;

    /**
     * A page ends at the invitation with which it has read so many people, to find out whether it names one who matches. For a
     * text that no index finds, all people of that one are read.
     */
    private static final int PEOPLE = 20 * READ_OF_ONE;

    /** The pairs are compared so that they are read from an index in their order, whatever else the planner expects. */
    private static final String NEXT = """
            select organization_id, id %s from directory.invitation
            where (organization_id, id) > (:organization, :after) and (organization_id, id) <= (:organization, :end)
              and deleted_at is null and %s order by organization_id, id""";

    private static final String END =
            "select id from (" + NEXT + ") next order by organization_id, id offset " + (SEARCHED - 1) + " limit 1";

    private static final String END_OF_PEOPLE = """
            select id from (
                select id, row_number() over following as place,
                    sum(case when addressees then %%s else 0 end) over following as people
                from (%s limit %d) next window following as (order by organization_id, id)) searched
            where place = %d or people >= %d order by id limit 1""".formatted(NEXT, SEARCHED, SEARCHED, PEOPLE);

    private static final String READ_WITH_INDEX = "least(invitees, " + READ_OF_ONE + ")";
    private static final String READ_WITHOUT_INDEX = "invitees";

    /** Pairs would be looked for from the page on. */
    private static final String GIVEN = """
            select organization_id, id from directory.invitation
            where organization_id = :organization and id > :after and id <= :end and id = any(:ids) and deleted_at is null""";

    private static final String LISTED = """
            join (%s) listed on listed.id = i.id
            where %s and (:state::text is null or :state = case
                    when i.status = 'disabled' then 'disabled'
                    when least(i.expires_at, i.access_expires_at) <= :now then 'expired'
                    when i.opens_at > :now then 'scheduled'
                    when i.quota <= coalesce(s.accepted, 0) then 'full'
                    else 'enabled' end)
              and (:mode::text is null or i.mode = :mode)
              and (:q::text is null
                   or position(lower(:q) in lower(i.name)) > 0
                   or position(lower(:q) in lower(i.description)) > 0
                   or exists (select from unnest(i.domains || i.spelled_domains) as domain
                              where position(lower(:q) in '*@' || domain) > 0)
                   or i.addressees and %s)
            order by listed.organization_id, listed.id limit :limit""";

    /** Reads its people until one matches. */
    private static final String READS_ONE_WHO_MATCHES = """
            exists (select from directory.invitee p
                    where p.invitation_id between i.id and i.id and p.cancelled_at is null
                      and position(lower(:q) in %s) > 0)""".formatted(InviteeSql.TEXT);

    /** Of few people all are read; of many the index finds one. */
    private static final String NAMES_ONE_WHO_MATCHES =
            """
            case when i.invitees > %d
                 then exists (select from directory.invitee p
                              where array[p.invitation_id] @> array[i.id] and p.cancelled_at is null
                                and %s like lower(:pattern))
                 else %s end""".formatted(READ_OF_ONE, InviteeSql.TEXT, READS_ONE_WHO_MATCHES);

    private static final String NAMES_NOBODY = "false";

    static Mono<Page<Invitation>> page(
            DatabaseClient database, OrganizationId organization, Filter filter, Reach reach, PageRequest page) {
        return Search.page(
                page,
                Order.BY_ID,
                invitation -> invitation.id().value(),
                new InvitationSearch(database, organization, filter, reach, page));
    }

    @Override
    public boolean isFiltered() {
        return filter.state() != null || filter.mode() != null || filter.q() != null || !reach.everybody();
    }

    @Override
    public Mono<UUID> end() {
        String end = filter.q() == null
                ? END.formatted("", possibly())
                : END_OF_PEOPLE.formatted(
                        isIndexed() ? READ_WITH_INDEX : READ_WITHOUT_INDEX, ", addressees, invitees", possibly());
        return next(end)
                .bind("end", LAST)
                .map(row -> new Columns(row).uuid("id"))
                .one();
    }

    private boolean isIndexed() {
        return filter.q() != null && SearchText.isIndexed(filter.q());
    }

    /** The limit within lets an index lead to them, whatever the planner expects. */
    @Override
    public Flux<Invitation> upTo(@Nullable UUID end) {
        return matching(NEXT.formatted("", possibly()) + " limit " + READ)
                .bind("end", requireNonNullElse(end, LAST))
                .map(InvitationRow::invitation)
                .all();
    }

    @Override
    public Mono<List<Invitation>> indexed() {
        if (isIndexed()) {
            return indexedByText();
        }
        return filter.q() == null ? indexedByUnit() : Mono.empty();
    }

    /** By their own texts and by whom they name. */
    private Mono<List<Invitation>> indexedByText() {
        return Mono.zip(withText(), naming())
                .flatMap(found -> given(
                        listed(GIVEN, "i.id = any(:named)")
                                .bind("named", found.getT2().toArray(UUID[]::new)),
                        Stream.concat(found.getT1().stream(), found.getT2().stream())));
    }

    private Mono<List<Invitation>> indexedByUnit() {
        return ReachedRows.areIndexed(reach)
                ? few(ReachedRows.bind(database.sql("""
                                        select count(*) as counted, coalesce(array_agg(id) filter (where id > :after), '{}') as ids
                                        from (select id from directory.invitation
                                              where organization_id = :organization and deleted_at is null and %s
                                              limit %d) matching""".formatted(ReachedRows.condition(reach), SORTED + 1)), reach))
                        .flatMap(ids -> given(matching(GIVEN), ids.stream()))
                : Mono.empty();
    }

    private static Mono<List<Invitation>> given(GenericExecuteSpec listed, Stream<UUID> ids) {
        return listed.bind("end", LAST)
                .bind("ids", ids.toArray(UUID[]::new))
                .map(InvitationRow::invitation)
                .all()
                .collectList();
    }

    private GenericExecuteSpec matching(String from) {
        return isIndexed()
                ? listed(from, NAMES_ONE_WHO_MATCHES).bind("pattern", SearchText.pattern(requireNonNull(filter.q())))
                : listed(from, filter.q() == null ? NAMES_NOBODY : READS_ONE_WHO_MATCHES);
    }

    private Mono<List<UUID>> withText() {
        return fewWithText("""
                select count(*) as counted, coalesce(array_agg(id) filter (where id > :after), '{}') as ids
                from (select id from directory.invitation
                      where array[organization_id] @> array[:organization] and deleted_at is null
                        and directory.invitation_text(name, description, domains || spelled_domains) like lower(:pattern)
                      limit %d) matching""");
    }

    private Mono<List<UUID>> naming() {
        return fewWithText("""
                select count(*) as counted,
                    coalesce(array_agg(distinct invitation_id) filter (where invitation_id > :after), '{}') as ids
                from (select p.invitation_id from directory.invitee p
                      where array[p.organization_id] @> array[:organization] and p.cancelled_at is null and %s like lower(:pattern)
                      limit %%d) named""".formatted(InviteeSql.TEXT));
    }

    private Mono<List<UUID>> fewWithText(String sql) {
        return few(database.sql(sql.formatted(SORTED + 1))
                .bind("pattern", SearchText.pattern(requireNonNull(filter.q()))));
    }

    /** Empty if there are too many. */
    private Mono<List<UUID>> few(GenericExecuteSpec found) {
        return Search.few(found.bind("organization", organization.value()).bind("after", after()));
    }

    private GenericExecuteSpec listed(String from, String naming) {
        String sql = SELECT + LISTED.formatted(from, ReachedRows.condition(reach), naming);
        return ReachedRows.bind(database.sql(sql), reach)
                .bind("organization", organization.value())
                .bind("after", after())
                .bind(
                        "state",
                        orNull(filter.state() == null ? null : filter.state().wireName(), String.class))
                .bind("mode", orNull(mode(), String.class))
                .bind("q", orNull(filter.q(), String.class))
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
