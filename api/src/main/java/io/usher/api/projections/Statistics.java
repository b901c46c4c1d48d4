package io.usher.api.projections;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.usher.api.invitations.Invitation;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads what is projected about invitations. A second or two behind the decisions. */
public final class Statistics {

    /** A day of minutes. */
    public static final int MOST_PERIODS = 1_440;

    private final DatabaseClient database;

    Statistics(DatabaseClient database) {
        this.database = database;
    }

    /** What happened from a point in time on, until the next one. */
    public record Period(Instant minute, long requested, long accepted, long waitlisted, long rejected) {}

    /** Totals, and what happened in each period, as for {@link #periods}. */
    public Mono<StatisticsBody> of(Invitation invitation, String step, @Nullable Instant from, @Nullable Instant to) {
        return Mono.zip(invited(invitation.id()), totals(invitation.id()), periods(invitation.id(), step, from, to))
                .map(found -> StatisticsBody.of(found.getT1(), found.getT2(), found.getT3()));
    }

    Mono<Map<String, Long>> totals(InvitationId invitation) {
        return totals(List.of(invitation)).map(all -> all.getOrDefault(invitation, Map.of()));
    }

    private Mono<Map<InvitationId, Map<String, Long>>> totals(List<InvitationId> invitations) {
        return database.sql("""
                        select invitation_id, name, count from directory.invitation_count
                        where invitation_id = any(:invitations)
                        union all
                        select invitation_id, :refused, count from directory.refused_at_once
                        where invitation_id = any(:invitations)
                        union all
                        select invitation_id, :opened, count(*) from directory.invitee
                        where invitation_id = any(:invitations) and opened_at is not null
                        group by invitation_id""")
                .bind("refused", Counts.REFUSED_AT_ONCE)
                .bind("opened", Counts.OPENED)
                .bind("invitations", uuids(invitations, InvitationId::value))
                .map(row -> new Columns(row))
                .all()
                .collect(groupingBy(
                        row -> new InvitationId(row.uuid("invitation_id")),
                        toMap(row -> row.text("name"), row -> row.bigint("count"))));
    }

    /** Those of the invitations that are not deleted. */
    Mono<Map<InvitationId, CountsBody>> counts(List<InvitationId> invitations) {
        return Mono.zip(invited(invitations), totals(invitations))
                .map(read -> read.getT1().entrySet().stream()
                        .collect(toMap(
                                Map.Entry::getKey,
                                invited -> CountsBody.from(StatisticsBody.of(
                                        invited.getValue(),
                                        read.getT2().getOrDefault(invited.getKey(), Map.of()),
                                        List.of())))));
    }

    /** How many people were ever invited by name. */
    Mono<Long> invited(InvitationId invitation) {
        return invited(List.of(invitation)).map(all -> all.getOrDefault(invitation, 0L));
    }

    private Mono<Map<InvitationId, Long>> invited(List<InvitationId> invitations) {
        return database.sql("""
                        select id, (invitees + cancelled)::bigint as invited from directory.invitation
                        where id = any(:invitations) and deleted_at is null""")
                .bind("invitations", uuids(invitations, InvitationId::value))
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> new InvitationId(row.uuid("id")), row -> row.bigint("invited"));
    }

    /**
     * The newest periods in which something happened, the oldest of them first.
     *
     * @param step {@code minute}, {@code hour} or {@code day}, in UTC
     * @param from the first instant; null = from the beginning
     * @param to the instant after the last one; null = until now
     */
    private Mono<List<Period>> periods(
            InvitationId invitation, String step, @Nullable Instant from, @Nullable Instant to) {
        return database.sql("""
                        select date_trunc(:step, minute, 'UTC') as period, sum(requested)::bigint as requested,
                               sum(accepted)::bigint as accepted, sum(waitlisted)::bigint as waitlisted,
                               sum(rejected)::bigint as rejected
                        from directory.invitation_minute
                        where invitation_id = :invitation
                          and minute >= coalesce(:from, timestamptz '-infinity')
                          and minute < coalesce(:to, timestamptz 'infinity')
                        group by period order by period desc limit :most""")
                .bind("step", step)
                .bind("invitation", invitation.value())
                .bind("from", Columns.orNull(from, Instant.class))
                .bind("to", Columns.orNull(to, Instant.class))
                .bind("most", MOST_PERIODS)
                .map(row -> period(new Columns(row)))
                .all()
                .collectList()
                .map(newestFirst -> {
                    Collections.reverse(newestFirst);
                    return newestFirst;
                });
    }

    static Period period(Columns row) {
        return new Period(
                row.instant("period"),
                row.bigint("requested"),
                row.bigint("accepted"),
                row.bigint("waitlisted"),
                row.bigint("rejected"));
    }
}
