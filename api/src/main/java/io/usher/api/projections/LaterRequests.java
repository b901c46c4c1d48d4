package io.usher.api.projections;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.api.projections.Decision.Outcome;
import io.usher.runtime.Columns;
import java.util.EnumSet;
import java.util.List;
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

    private static final Set<Outcome> ASKED = EnumSet.of(Outcome.ACCEPTED, Outcome.WAITLISTED, Outcome.REJECTED);

    private final DatabaseClient database;

    LaterRequests(DatabaseClient database) {
        this.database = database;
    }

    /** The acceptances of those decisions that were asked for by somebody who had asked before. */
    Mono<Set<UUID>> among(List<Decision> decisions) {
        List<Decision> asked = decisions.stream()
                .filter(decision -> ASKED.contains(decision.outcome()) && !decision.repeated())
                .toList();
        return asked.isEmpty() ? Mono.just(Set.of()) : amongAsked(asked);
    }

    private Mono<Set<UUID>> amongAsked(List<Decision> asked) {
        return database.sql("""
                        select a.id from unnest(:acceptances) as asked (acceptance)
                        join onboarding.acceptance a on a.id = asked.acceptance
                        where exists (
                            select from onboarding.acceptance earlier
                            where earlier.invitation_id = a.invitation_id and earlier.address = a.address
                              and earlier.ordinal < a.ordinal)""")
                .bind("acceptances", uuids(asked, Decision::acceptance))
                .map(row -> new Columns(row).uuid("id"))
                .all()
                .collect(toUnmodifiableSet());
    }
}
