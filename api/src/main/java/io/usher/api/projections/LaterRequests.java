package io.usher.api.projections;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.api.projections.Counts.Before;
import io.usher.api.projections.Decision.Outcome;
import io.usher.runtime.Columns;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Tells the first request of a person for an invitation from those that follow because the first one was rejected or
 * withdrawn. Events do not say so: the acceptances do, which the worker keeps. Somebody who was erased is another person
 * afterwards.
 */
final class LaterRequests {

    private static final Set<Outcome> COUNTED =
            EnumSet.of(Outcome.ACCEPTED, Outcome.WAITLISTED, Outcome.REJECTED, Outcome.DISMISSED);

    /**
     * So many earlier requests of a person are looked at: anybody may repeat theirs as often as they like. The order of
     * their slots, which are 0 or their ordinals, is that of the index of people's requests.
     */
    private static final int MOST_EARLIER = 100;

    private final DatabaseClient database;

    LaterRequests(DatabaseClient database) {
        this.database = database;
    }

    /** What the people had come to before who asked for the acceptances of those decisions: only who had asked before. */
    Mono<Map<UUID, Before>> among(List<Decision> decisions) {
        List<Decision> counted = decisions.stream()
                .filter(decision -> COUNTED.contains(decision.outcome()) && !decision.repeated())
                .toList();
        return counted.isEmpty() ? Mono.just(Map.of()) : amongCounted(counted);
    }

    private Mono<Map<UUID, Before>> amongCounted(List<Decision> counted) {
        return database.sql("""
                        select a.id, bool_or(earlier.outcome = 'rejected') as rejected
                        from unnest(:acceptances) as asked (acceptance)
                        join onboarding.acceptance a on a.id = asked.acceptance
                        cross join lateral (
                            select outcome from onboarding.acceptance
                            where invitation_id = a.invitation_id and address = a.address and slot < a.ordinal
                              and ordinal < a.ordinal
                            order by slot limit %d) as earlier
                        group by a.id""".formatted(MOST_EARLIER))
                .bind("acceptances", uuids(counted, Decision::acceptance))
                .map(row -> new Columns(row))
                .all()
                .collect(toUnmodifiableMap(
                        row -> row.uuid("id"), row -> row.bool("rejected") ? Before.REJECTED : Before.ASKED));
    }
}
