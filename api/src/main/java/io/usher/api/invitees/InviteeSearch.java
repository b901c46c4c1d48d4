package io.usher.api.invitees;

import static io.usher.runtime.Columns.orNull;

import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.invitations.InviteeSql;
import io.usher.contract.id.InvitationId;
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
 * A page of the invitees of an invitation, in the order of their ids.
 *
 * @param over whether the invitation has expired
 */
record InviteeSearch(
        DatabaseClient database,
        InvitationId invitation,
        boolean over,
        InviteeFilter filter,
        PageRequest page,
        Instant now)
        implements Search<UUID, Invitee> {

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private static final String MATCHING = """
            (:progress::text is null or %s = :progress)
            and (:status::text is null or %s = :status)
            and (:q::text is null or %s like lower(:q))
            """.formatted(InviteeSql.PROGRESS, InviteeSql.EMAIL_STATUS, InviteeSql.TEXT);

    @Override
    public boolean isFiltered() {
        return filter.progress() != null || filter.emailStatus() != null || filter.q() != null;
    }

    @Override
    public Mono<UUID> end() {
        String status = filter.emailStatus();
        String end = "select id from (%s) candidate order by invitation_id, id offset %d limit 1"
                .formatted(InviteeCandidates.of(filter), SEARCHED - 1);
        GenericExecuteSpec found = candidates(end, LAST);
        return (end.contains(":status") ? found.bind("status", orNull(status, String.class)) : found)
                .map(row -> new Columns(row).uuid("id"))
                .one();
    }

    @Override
    public Flux<Invitee> upTo(@Nullable UUID end) {
        return among(InviteeCandidates.inOrder(filter), end == null ? LAST : end)
                .map(InvitedPeople::invitee)
                .all();
    }

    @Override
    public Mono<List<Invitee>> indexed() {
        String candidates = InviteeCandidates.indexed(filter, over);
        return candidates == null
                ? Mono.empty()
                : ids(candidates)
                        .flatMap(ids -> among(InviteeCandidates.GIVEN, LAST)
                                .bind("ids", ids.toArray(UUID[]::new))
                                .map(InvitedPeople::invitee)
                                .all()
                                .collectList());
    }

    /** Of those after the page before; empty if they are too many to sort. */
    private Mono<List<UUID>> ids(String candidates) {
        GenericExecuteSpec found = database.sql("""
                        select count(*) as counted, coalesce(array_agg(id) filter (where id > :after), '{}') as ids
                        from (%s limit %d) candidate""".formatted(candidates, SORTED + 1))
                .bind("invitation", invitation.value())
                .bind("after", after());
        return Search.few(
                filter.isIndexedText() ? found.bind("q", orNull(pattern(), String.class)) : found.bind("now", now));
    }

    private GenericExecuteSpec among(String candidates, UUID end) {
        Progress progress = filter.progress();
        return candidates("""
                        select found.* from (%s) candidate
                        cross join lateral (%s where p.id = candidate.id and %s limit 1) found
                        order by candidate.invitation_id, candidate.id limit :limit""".formatted(candidates, InvitedPeople.SELECT, MATCHING), end)
                .bind("progress", orNull(progress == null ? null : progress.wireName(), String.class))
                .bind("status", orNull(filter.emailStatus(), String.class))
                .bind("q", orNull(pattern(), String.class))
                .bind("now", now)
                .bind("limit", page.fetch());
    }

    /** Nothing is null: only then the index leads to where the page begins. */
    private GenericExecuteSpec candidates(String sql, UUID end) {
        return database.sql(sql)
                .bind("invitation", invitation.value())
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
}
