package io.usher.acceptance.due;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.kafka.DecisionMetrics;
import io.usher.contract.event.Milestone;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reports quotas and plans that were lowered to what is taken: nobody is accepted any more who would reach them, and the
 * API may refuse everybody at once. Also notes the ones that were raised, so that they are reported again when they are
 * reached. Several workers may do so at the same time: under the lock, the later one finds nothing to report.
 */
final class ReportingLimits {

    private static final int AT_ONCE = 500;

    /** The second part finds the plans for which {@code SeatShares.reported} differs from what is stored. */
    private static final String MISREPORTED = """
            select i.organization_id, i.id as invitation_id
            from onboarding.invitation_seats s join directory.invitation i on i.id = s.invitation_id
            where i.deleted_at is null and s.reported <> (i.quota is not null and s.accepted >= i.quota)
            union all
            select o.id, null
            from onboarding.organization_seats s join directory.organization o on o.id = s.organization_id
            where o.plan_seats is not null and s.reported <> (
                select coalesce(max(share), 0) from unnest($2) as share
                where s.taken * 100::bigint >= share::bigint * o.plan_seats
                   or share <= s.reported and s.taken * 100::bigint > (share - 5)::bigint * o.plan_seats)
            limit $1
            """;

    private final DatabaseClient database;
    private final Ledger ledger;
    private final DecisionMetrics metrics;

    ReportingLimits(DatabaseClient database, Ledger ledger, DecisionMetrics metrics) {
        this.database = database;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /**
     * A limit that cannot be reported keeps no other one from being reported. Fails at the end if there was one.
     *
     * @param progress called after each organization
     */
    Mono<Void> report(Runnable progress) {
        return misreported()
                .flatMapMany(Flux::fromIterable)
                .concatMapDelayError(limits -> ledger.decide(limits)
                        .doOnNext(result -> metrics.decided(result.decisions()))
                        .doFinally(signal -> progress.run()))
                .then();
    }

    private record Limit(OrganizationId organization, Optional<InvitationId> invitation) {}

    private Mono<List<LimitReport>> misreported() {
        return database.sql(MISREPORTED)
                .bind(0, AT_ONCE)
                .bind(1, Milestone.ofSeats().stream().map(Milestone::percent).toArray(Integer[]::new))
                .map((row, metadata) -> limit(new Columns(row)))
                .all()
                .collect(groupingBy(Limit::organization, mapping(Limit::invitation, toUnmodifiableSet())))
                .map(found ->
                        found.entrySet().stream().map(ReportingLimits::report).toList());
    }

    private static Limit limit(Columns row) {
        return new Limit(
                new OrganizationId(row.uuid("organization_id")),
                Optional.ofNullable(row.optionalUuid("invitation_id")).map(InvitationId::new));
    }

    private static LimitReport report(Map.Entry<OrganizationId, Set<Optional<InvitationId>>> limits) {
        return new LimitReport(
                limits.getKey(),
                limits.getValue().stream().flatMap(Optional::stream).collect(toUnmodifiableSet()));
    }
}
