package io.usher.api.invitees;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.database.ReachedRows;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.invitations.InviteeSql;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A page of the people on the invitations of an organization that are within a reach and not deleted, in the order of their ids.
 * Without a progress to filter by only those are found who may still become members.
 */
record OrganizationInviteeSearch(
        DatabaseClient database,
        OrganizationId organization,
        Reach reach,
        InviteeFilter filter,
        PageRequest page,
        Instant now)
        implements Search<UUID, InvitedPerson> {

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** The pairs are compared so that they are read from an index in their order, whatever else the planner expects. */
    private static final String NEXT = """
            select organization_id, id from directory.invitee
            where (organization_id, id) > (:organization, :after) and (organization_id, id) <= (:organization, :end)
            order by organization_id, id limit\s""";

    private static final String END = "select id from (" + NEXT + SEARCHED
            + ") candidate order by organization_id, id offset " + (SEARCHED - 1) + " limit 1";

    /** Pairs would be looked for from the page on. */
    private static final String GIVEN = "select organization_id, id from directory.invitee"
            + " where organization_id = :organization and id > :after and id <= :end and id = any(:ids)";

    private static final String OF_TEXT = """
            select count(*) as counted, coalesce(array_agg(id) filter (where id > :after), '{}') as ids
            from (select p.id from directory.invitee p
                  where array[p.organization_id] @> array[:organization] and %s like lower(:q) limit %d) candidate""".formatted(InviteeSql.TEXT, SORTED + 1);

    private static final String MATCHING = """
            select found.* from (%%s) candidate
            cross join lateral (
                %s where p.id = candidate.id and i.deleted_at is null and %%s
                and (:q::text is null or %s like lower(:q)) limit 1) found
            where case when :progress::text is null
                       then found.progress in ('invited', 'opened', 'requested', 'waitlisted', 'rejected', 'expired')
                       else found.progress = :progress end
              and (:status::text is null or found.email_status = :status)
            order by candidate.organization_id, candidate.id limit :limit""".formatted(InvitedPeople.SELECT, InviteeSql.TEXT);

    @Override
    public boolean isFiltered() {
        return true;
    }

    @Override
    public Mono<UUID> end() {
        return candidates(END, LAST).map(row -> new Columns(row).uuid("id")).one();
    }

    @Override
    public Flux<InvitedPerson> upTo(@Nullable UUID end) {
        return among(NEXT + READ, end == null ? LAST : end)
                .map(OrganizationInviteeSearch::person)
                .all();
    }

    /** By a text alone. */
    @Override
    public Mono<List<InvitedPerson>> indexed() {
        return filter.isIndexedText()
                ? Search.few(database.sql(OF_TEXT)
                                .bind("organization", organization.value())
                                .bind("after", after())
                                .bind("q", orNull(pattern(), String.class)))
                        .flatMap(ids -> among(GIVEN, LAST)
                                .bind("ids", ids.toArray(UUID[]::new))
                                .map(OrganizationInviteeSearch::person)
                                .all()
                                .collectList())
                : Mono.empty();
    }

    private GenericExecuteSpec among(String candidates, UUID end) {
        Progress progress = filter.progress();
        GenericExecuteSpec matching = candidates(MATCHING.formatted(candidates, ReachedRows.condition(reach)), end);
        return ReachedRows.bind(matching, reach)
                .bind("progress", orNull(progress == null ? null : progress.wireName(), String.class))
                .bind("status", orNull(filter.emailStatus(), String.class))
                .bind("q", orNull(pattern(), String.class))
                .bind("now", now)
                .bind("limit", page.fetch());
    }

    private GenericExecuteSpec candidates(String sql, UUID end) {
        return database.sql(sql)
                .bind("organization", organization.value())
                .bind("after", after())
                .bind("end", end);
    }

    private UUID after() {
        UUID after = page.after(Order.BY_ID);
        return after == null ? FIRST : after;
    }

    private @Nullable String pattern() {
        return filter.q() == null ? null : SearchText.pattern(filter.q());
    }

    private static InvitedPerson person(Readable row) {
        return new InvitedPerson(
                InviteeBody.from(InvitedPeople.invitee(row)), new Columns(row).text("invitation_name"));
    }
}
