package io.usher.api.acceptances.r2dbc;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.contract.id.AcceptanceId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What rows of those who wait do not say: their place in the list and, of somebody who asked again while they waited, what
 * became of the first request.
 */
record WaitingLists(DatabaseClient database) {

    /** All of one invitation, in the same order. Asks the database only if somebody waits. */
    Mono<List<Acceptance>> asOfNow(List<Acceptance> read) {
        List<Acceptance> waiting = read.stream()
                .filter(acceptance -> acceptance.outcome() == Outcome.WAITLISTED)
                .toList();
        if (waiting.isEmpty()) {
            return Mono.just(read);
        }
        return places(waiting)
                .flatMap(places -> served(waiting, places)
                        .map(served -> read.stream()
                                .map(acceptance -> asOfNow(acceptance, places, served))
                                .toList()));
    }

    private static Acceptance asOfNow(
            Acceptance read, Map<AcceptanceId, Long> places, Map<AcceptanceId, Acceptance> served) {
        if (read.outcome() != Outcome.WAITLISTED) {
            return read;
        }
        @Nullable Long place = places.get(first(read));
        @Nullable Acceptance first = served.get(first(read));
        if (place != null) {
            return read.waitingAt(place);
        }
        return first == null ? read : read.following(first);
    }

    /** Those before the first one are counted in the index; from there to the last one that is asked about they are numbered. */
    private Mono<Map<AcceptanceId, Long>> places(List<Acceptance> waiting) {
        return database.sql("""
                        with asked as (
                            select id, ordinal from onboarding.acceptance
                            where id = any(:ids) and outcome = 'waitlisted' and original is null),
                        span as (select min(ordinal) as first, max(ordinal) as last from asked),
                        ahead as (
                            select count(*) as count from onboarding.acceptance
                            where invitation_id = :invitation and outcome = 'waitlisted' and original is null
                              and ordinal < (select first from span)),
                        numbered as (
                            select ordinal, row_number() over (order by ordinal) as place
                            from onboarding.acceptance
                            where invitation_id = :invitation and outcome = 'waitlisted' and original is null
                              and ordinal between (select first from span) and (select last from span))
                        select id, ahead.count + place as place
                        from asked join numbered using (ordinal) cross join ahead""")
                .bind("invitation", waiting.getFirst().invitation().value())
                .bind("ids", firsts(waiting))
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> new AcceptanceId(row.uuid("id")), row -> row.bigint("place"));
    }

    /** The first requests that do not wait any more. */
    private Mono<Map<AcceptanceId, Acceptance>> served(List<Acceptance> waiting, Map<AcceptanceId, Long> places) {
        List<Acceptance> others = waiting.stream()
                .filter(acceptance -> !places.containsKey(first(acceptance)))
                .toList();
        return others.isEmpty()
                ? Mono.just(Map.of())
                : database.sql(R2dbcAcceptances.SELECT + "where a.id = any(:ids)")
                        .bind("ids", firsts(others))
                        .map(R2dbcAcceptances::acceptance)
                        .all()
                        .collectMap(Acceptance::id);
    }

    private static UUID[] firsts(List<Acceptance> acceptances) {
        return acceptances.stream()
                .map(acceptance -> first(acceptance).value())
                .distinct()
                .toArray(UUID[]::new);
    }

    private static AcceptanceId first(Acceptance acceptance) {
        return acceptance.original() == null ? acceptance.id() : acceptance.original();
    }
}
