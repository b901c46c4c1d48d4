package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.booleans;
import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.longs;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.BatchResult.SeatChange;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.LimitReached;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.GrantSet;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the result of a batch or a command, with one statement per table. */
final class ResultStatements {

    private final DatabaseClient database;
    private final AcceptanceStatements acceptances;
    private final MemberStatements members;
    private final GrantSets grantSets;

    ResultStatements(DatabaseClient database) {
        this.database = database;
        this.acceptances = new AcceptanceStatements(database);
        this.members = new MemberStatements(database);
        this.grantSets = new GrantSets(database);
    }

    Mono<Void> write(BatchResult result, Set<Person> former) {
        List<Requested> requested = only(result, Requested.class);
        return acceptances
                .insert(requested, result.decidedAt())
                .then(changes(result, MemberChanged.class::isInstance))
                .then(end(only(result, MembershipEnded.class)))
                .then(members.join(result.joined(), everEnded(result, former), result.decidedAt()))
                .then(members.grant(result.granted()))
                .then(acceptances.promote(only(result, Promoted.class), result.decidedAt()))
                .then(acceptances.dismiss(only(result, Dismissed.class), result.decidedAt()))
                .then(changes(result, decision -> !isOfMember(decision)))
                .then(acceptances.confirmOriginals(requested));
    }

    private static <T extends Decision> List<T> only(BatchResult result, Class<T> kind) {
        return result.decisions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Writes the counters and the grant sets, pipelined over the same connection. */
    Mono<Void> conclude(BatchResult result) {
        return Mono.when(
                counts(result.counts()),
                seats(result.seats()),
                grantSets.add(result.decisions().stream()
                        .map(ResultStatements::granted)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    /**
     * Such decisions are written before anything is granted: a member whose membership ends may join again by a
     * promotion in the same result, and a member who is changed may be granted more by one.
     */
    private static boolean isOfMember(Decision decision) {
        return decision instanceof MembershipEnded || decision instanceof MemberChanged;
    }

    /** The changes of which there is one in a result at most. */
    private Mono<Void> changes(BatchResult result, Predicate<Decision> those) {
        return Flux.fromIterable(result.decisions())
                .filter(those)
                .concatMap(decision -> change(decision, result.decidedAt()))
                .then();
    }

    private Mono<Void> change(Decision decision, Instant decidedAt) {
        return switch (decision) {
            case Requested requested -> Mono.empty();
            case Promoted promoted -> Mono.empty();
            case Dismissed dismissed -> Mono.empty();
            case Withdrawn withdrawn ->
                acceptances.withdraw(withdrawn.acceptance().request().id(), decidedAt);
            case MemberChanged changed -> members.change(changed.member());
            case TeamChanged changed -> members.regrant(changed.changed());
            case MembershipEnded ended -> Mono.empty();
            case WithdrawalRefused refused -> Mono.empty();
            case LimitReached limit -> Mono.empty();
            case MemberCommandRefused refused -> Mono.empty();
        };
    }

    /** Includes the people whose membership ends in the same result. */
    private static Set<Person> everEnded(BatchResult result, Set<Person> former) {
        Set<Person> all = new HashSet<>(former);
        for (Decision decision : result.decisions()) {
            if (decision instanceof MembershipEnded ended) {
                all.add(ended.member().person());
            }
        }
        return all;
    }

    /** A withdrawal has ended the use of its invitation itself. */
    private Mono<Void> end(List<MembershipEnded> ended) {
        return members.end(ended.stream().map(MembershipEnded::member).toList())
                .then(acceptances.release(ended.stream()
                        .filter(one -> one.cause() != Cause.WITHDRAWN)
                        .map(one -> one.member().person())
                        .toList()));
    }

    private static @Nullable GrantSet granted(Decision decision) {
        return switch (decision) {
            case Requested requested -> requested.outcome() instanceof Accepted accepted ? accepted.granted() : null;
            case Promoted promoted -> promoted.outcome().granted();
            case Dismissed dismissed -> null;
            case Withdrawn withdrawn -> null;
            case WithdrawalRefused refused -> null;
            case MemberChanged changed -> null;
            case TeamChanged changed -> null;
            case MembershipEnded ended -> null;
            case LimitReached limit -> null;
            case MemberCommandRefused refused -> null;
        };
    }

    private Mono<Void> counts(Map<InvitationId, Uses> counts) {
        if (counts.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<InvitationId, Uses>> entries = List.copyOf(counts.entrySet());
        return database.sql("""
                        insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting, reported)
                        select * from unnest($1, $2, $3, $4, $5)
                        on conflict (invitation_id) do update
                        set requests = excluded.requests, accepted = excluded.accepted, waiting = excluded.waiting,
                            reported = excluded.reported
                        """)
                .bind(0, uuids(entries, entry -> entry.getKey().value()))
                .bind(1, longs(entries, entry -> entry.getValue().requests()))
                .bind(2, integers(entries, entry -> entry.getValue().accepted()))
                .bind(3, integers(entries, entry -> entry.getValue().waiting()))
                .bind(4, booleans(entries, entry -> entry.getValue().reported()))
                .then();
    }

    /**
     * Adds the changes: if the plan is unlimited, other batches of the organization may have changed the counters too.
     */
    private Mono<Void> seats(Map<OrganizationId, SeatChange> changes) {
        if (changes.isEmpty()) {
            return Mono.empty();
        }
        Map<UUID, SeatChange> ordered = new TreeMap<>();
        changes.forEach((organization, change) -> ordered.put(organization.value(), change));
        return database.sql("""
                        insert into onboarding.organization_seats (organization_id, taken, reported)
                        select * from unnest($1, $2, $3)
                        on conflict (organization_id) do update
                        set taken = organization_seats.taken + excluded.taken, reported = excluded.reported
                        """)
                .bind(0, ordered.keySet().toArray(UUID[]::new))
                .bind(1, integers(ordered.values(), SeatChange::taken))
                .bind(2, integers(ordered.values(), SeatChange::reported))
                .then();
    }
}
