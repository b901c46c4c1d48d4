package io.usher.api.projections;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.usher.api.database.ReachedRows;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import io.usher.api.projections.Statistics.Period;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * How the invitations of an organization are doing together, as far as a caller may see their statistics; those that were
 * deleted count, too. A second or two behind the decisions. Reads counts alone, so that it takes as long for few people as
 * for a million.
 */
public final class OrganizationStatistics {

    /** Invitations, teams and units of which shares are told: those by which most got in. */
    private static final int MOST_SHARES = 50;

    /** {@code :organization}'s within the reach. */
    private static final String REACHED =
            "(select id, name, grant_ids, invitees, cancelled, deleted_at from directory.invitation"
                    + " where organization_id = :organization and %s) i";

    private static final String TOTALS = """
            select name, sum(count)::bigint as count from (
                select c.name, c.count from %1$s join directory.invitation_count c on c.invitation_id = i.id
                union all
                select '%2$s', c.count from %1$s join directory.refused_at_once c on c.invitation_id = i.id
                union all
                select '%3$s', count(*) from %1$s join directory.invitee p on p.invitation_id = i.id
                where p.opened_at is not null
                union all
                select '%4$s', invitees + cancelled from %1$s) counted
            group by name""";

    private static final String INVITED = "invited";

    private static final String MINUTES =
            "join directory.invitation_minute m on m.invitation_id = i.id where m.minute >= :from and m.minute < :to";

    private static final String SUMS = """
            sum(requested)::bigint as requested, sum(accepted)::bigint as accepted,
            sum(waitlisted)::bigint as waitlisted, sum(rejected)::bigint as rejected
            """;

    private static final String PERIODS = "select date_trunc(:step, m.minute, 'UTC') as period, " + SUMS + " from %s "
            + MINUTES + " group by period order by period desc limit " + Statistics.MOST_PERIODS;

    private static final String ACCEPTED_SINCE = "select coalesce(sum(m.accepted), 0)::bigint as accepted from %s"
            + " join directory.invitation_minute m on m.invitation_id = i.id where m.minute >= :since";

    private static final String SHARES = """
            with one as materialized (
                select i.id, i.name, i.grant_ids, i.deleted_at, %1$s from %%s %2$s group by i.id, i.name, i.grant_ids, i.deleted_at),
            shared as (
                select 'invitation' as kind, id, name, deleted_at is null as present, requested, accepted, waitlisted, rejected
                from one
                union all
                select g.kind, g.id, g.name, true, %1$s from one join directory.grantable g on g.id = any(one.grant_ids)
                where g.kind in ('team', 'unit') and g.deleted_at is null group by g.kind, g.id, g.name)
            select * from (
                select shared.*, row_number() over (partition by kind order by accepted desc, requested desc, id) as place
                from shared) ranked
            where place <= %3$d order by kind, place""".formatted(SUMS, MINUTES, MOST_SHARES);

    private final DatabaseClient database;

    OrganizationStatistics(DatabaseClient database) {
        this.database = database;
    }

    /**
     * What happened when.
     *
     * @param from the first instant
     * @param to the instant after the last one
     * @param step {@code minute}, {@code hour} or {@code day}, in UTC
     */
    public record Range(Instant from, Instant to, String step) {}

    /**
     * What came of one invitation, or of all that give one team or unit.
     *
     * @param kind {@code invitation}, {@code team} or {@code unit}
     * @param present whether it was not deleted
     */
    public record Share(
            String kind,
            UUID id,
            String name,
            boolean present,
            long requested,
            long accepted,
            long waitlisted,
            long rejected) {}

    /**
     * All of it.
     *
     * @param altogether since the beginning, with the periods of the range: the newest ones, the oldest of them first
     * @param acceptedBefore how often somebody had got a seat before these periods
     * @param shares by kind, of the range: those by which most got in. Who gets two teams counts for both
     */
    public record Totals(StatisticsBody altogether, long acceptedBefore, Map<String, List<Share>> shares) {

        public List<Share> shares(String kind) {
            return shares.getOrDefault(kind, List.of());
        }
    }

    /** Takes {@code statistics:read} or {@code invitations:read}, as far as they reach. */
    public Mono<Totals> of(Caller caller, Organization organization, Range range) {
        Rights rights = caller.in(organization.id());
        rights.require(Action.READ_STATISTICS);
        Reach reach = rights.reach(Action.READ_STATISTICS);
        return Mono.zip(
                        totals(organization.id(), reach),
                        periods(organization.id(), reach, range)
                                .zipWhen(periods -> acceptedSince(organization.id(), reach, range, periods)),
                        shares(organization.id(), reach, range))
                .map(read -> {
                    StatisticsBody altogether = StatisticsBody.of(
                            read.getT1().getOrDefault(INVITED, 0L),
                            read.getT1(),
                            read.getT2().getT1());
                    return new Totals(
                            altogether,
                            Math.max(0, altogether.accepted() - read.getT2().getT2()),
                            read.getT3().stream().collect(groupingBy(Share::kind)));
                });
    }

    private Mono<Map<String, Long>> totals(OrganizationId organization, Reach reach) {
        String reached = REACHED.formatted(ReachedRows.condition(reach));
        return of(organization, reach, TOTALS.formatted(reached, Counts.REFUSED_AT_ONCE, Counts.OPENED, INVITED))
                .map(row -> new Columns(row))
                .all()
                .collect(groupingBy(row -> row.text("name"), summingLong(row -> row.bigint("count"))));
    }

    private Mono<List<Period>> periods(OrganizationId organization, Reach reach, Range range) {
        return within(
                        range,
                        of(organization, reach, PERIODS.formatted(REACHED.formatted(ReachedRows.condition(reach)))))
                .bind("step", range.step())
                .map(row -> Statistics.period(new Columns(row)))
                .all()
                .collectList()
                .map(newestFirst -> {
                    Collections.reverse(newestFirst);
                    return newestFirst;
                });
    }

    /** From the first of the periods on, past the range. */
    private Mono<Long> acceptedSince(OrganizationId organization, Reach reach, Range range, List<Period> periods) {
        Instant since = periods.isEmpty() ? range.to() : periods.getFirst().minute();
        return of(organization, reach, ACCEPTED_SINCE.formatted(REACHED.formatted(ReachedRows.condition(reach))))
                .bind("since", since)
                .map(row -> new Columns(row).bigint("accepted"))
                .one();
    }

    private Mono<List<Share>> shares(OrganizationId organization, Reach reach, Range range) {
        return within(range, of(organization, reach, SHARES.formatted(REACHED.formatted(ReachedRows.condition(reach)))))
                .map(row -> share(new Columns(row)))
                .all()
                .collectList();
    }

    private static Share share(Columns row) {
        return new Share(
                row.text("kind"),
                row.uuid("id"),
                row.text("name"),
                row.bool("present"),
                row.bigint("requested"),
                row.bigint("accepted"),
                row.bigint("waitlisted"),
                row.bigint("rejected"));
    }

    private GenericExecuteSpec of(OrganizationId organization, Reach reach, String sql) {
        return ReachedRows.bind(database.sql(sql), reach).bind("organization", organization.value());
    }

    private static GenericExecuteSpec within(Range range, GenericExecuteSpec statement) {
        return statement.bind("from", range.from()).bind("to", range.to());
    }
}
