package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toSet;

import io.usher.acceptance.deciding.BatchState;
import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.acceptance.deciding.r2dbc.PeopleQueries.Members;
import io.usher.acceptance.deciding.r2dbc.PlanQueries.Plan;
import io.usher.acceptance.deciding.r2dbc.WaitingQueries.Occasion;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reads the state that a batch is decided on, after locking its invitations and the organizations whose plan limits
 * seats. Batches join those {@link io.usher.acceptance.erasing.BatchesUnderWay under way}, then lock these
 * organizations, invitations, members, earlier acceptances, the other organizations ({@link PlanQueries#confirm}),
 * counters, and grant sets; each of them in a fixed order. Other transactions that lock several of these rows do so in
 * the same order, or lock organizations for key share, which no batch waits for.
 */
final class StateQueries {

    private final DatabaseClient database;
    private final PlanQueries plans;
    private final TermsQueries terms;
    private final PeopleQueries people;
    private final WaitingQueries waiting;

    StateQueries(DatabaseClient database) {
        this.database = database;
        this.plans = new PlanQueries(database);
        this.terms = new TermsQueries(database);
        this.people = new PeopleQueries(database);
        this.waiting = new WaitingQueries(database);
    }

    /** The locked rows. Plans without a limit of seats are read but not locked. */
    record Locked(
            UUID[] organizations, Map<OrganizationId, Plan> plans, Map<InvitationId, InvitationTerms> invitations) {}

    /** Locks the invitations, and those of the organizations with people on their waiting lists. */
    Mono<Locked> lock(Set<OrganizationId> organizations, Set<InvitationId> invitations) {
        UUID[] ids = organizations.stream().map(OrganizationId::value).toArray(UUID[]::new);
        return plans.lockAndRead(ids)
                .flatMap(read -> terms.lockAndRead(
                                invitations.stream().map(InvitationId::value).toArray(UUID[]::new), ids, read)
                        .map(offered -> new Locked(ids, read, offered)));
    }

    /**
     * The state that a batch is decided on.
     *
     * @param former people in the batch who were members and are not any more
     * @param erased people in the batch who were erased, and the last request for it
     */
    record Read(BatchState state, Set<Person> former, Map<Person, MemberErasureRequested> erased) {}

    /** The state that a single command is decided on which may free seats for other people than its subject. */
    Mono<Read> readFreeing(Locked locked) {
        return read(locked, List.of(), null, true);
    }

    /** @param subject of a single command; null if there is none */
    Mono<Read> read(Locked locked, List<Request> requests, @Nullable Subject subject) {
        return read(locked, requests, subject, subject != null);
    }

    /** Independent queries are pipelined over the same connection. */
    private Mono<Read> read(Locked locked, List<Request> requests, @Nullable Subject subject, boolean freeing) {
        return Mono.zip(
                        numbers(locked),
                        people.members(requests, promised(locked, requests), giveUnits(locked)),
                        people.invitees(requests, locked.invitations()),
                        decided(requests))
                .flatMap(found -> waiting.servable(
                                locked,
                                found.getT1().counts(),
                                found.getT1().seats(),
                                new Occasion(
                                        freeing,
                                        !requests.isEmpty(),
                                        admitting(locked, requests, found.getT3()),
                                        overtaking(requests, found.getT2())))
                        .flatMap(servable -> withWaiting(locked, requests, found.getT2(), servable)
                                .flatMap(members -> people.acceptances(
                                                requests,
                                                members.active(),
                                                found.getT1().counts())
                                        .map(acceptances -> new Read(
                                                new BatchState(
                                                        locked.invitations(),
                                                        found.getT1().counts(),
                                                        found.getT1().seats(),
                                                        found.getT4(),
                                                        found.getT3(),
                                                        acceptances,
                                                        members.active(),
                                                        members.nearGrantLimit(),
                                                        members.managers(),
                                                        servable,
                                                        subject),
                                                members.former(),
                                                members.erased())))));
    }

    /** The invitations that are not open any more and admit somebody, because of the time of the request. */
    private static Set<InvitationId> admitting(Locked locked, List<Request> requests, Map<Use, Invitee> invitees) {
        return requests.stream()
                .filter(request -> {
                    InvitationTerms terms = locked.invitations().get(request.invitation());
                    return terms != null
                            && !terms.open()
                            && terms.refusal(request, invitees.getOrDefault(request.use(), Invitee.STRANGER)) == null;
                })
                .map(Request::invitation)
                .collect(toSet());
    }

    /**
     * The invitations for which members request a seat. While the plan is full, only members can be accepted, so that
     * only they could overtake members on a waiting list.
     */
    private static @Nullable Set<InvitationId> overtaking(List<Request> requests, Members people) {
        return requests.isEmpty()
                ? null
                : requests.stream()
                        .filter(request -> people.active().contains(request.person()))
                        .map(Request::invitation)
                        .collect(toSet());
    }

    /**
     * Includes people on waiting lists. Those who also request a seat in the batch are read again, since the two grants
     * together may exceed the limit.
     */
    private Mono<Members> withWaiting(Locked locked, List<Request> requests, Members asking, List<Waiting> servable) {
        if (servable.isEmpty()) {
            return Mono.just(asking);
        }
        List<Request> waited = servable.stream().map(Waiting::request).toList();
        List<Request> all = Stream.concat(requests.stream(), waited.stream()).toList();
        return people.members(waited, promised(locked, all), giveUnits(locked)).map(asking::add);
    }

    /** The maximum number of grantables that the requests grant each person. */
    private static Map<Person, Integer> promised(Locked locked, List<Request> requests) {
        Map<Person, Integer> promised = new HashMap<>();
        for (Request request : requests) {
            InvitationTerms terms = locked.invitations().get(request.invitation());
            if (terms != null) {
                promised.merge(request.person(), terms.granted().grantables().size(), Integer::sum);
            }
        }
        return promised;
    }

    /** Whether one of the invitations names a unit, which managers are not given. */
    private static boolean giveUnits(Locked locked) {
        return locked.invitations().values().stream()
                .flatMap(terms -> terms.granted().grantables().stream())
                .anyMatch(one -> one.kind() == GrantKind.UNIT);
    }

    /** The counters of the invitations and organizations. */
    private record Numbers(Map<InvitationId, Uses> counts, Map<OrganizationId, Seats> seats) {}

    private Mono<Numbers> numbers(Locked locked) {
        Map<InvitationId, Uses> counts = new HashMap<>();
        Map<OrganizationId, Seats> seats = new HashMap<>();
        locked.plans().forEach((organization, plan) -> seats.put(organization, new Seats(plan.seats(), 0, 0)));
        return database.sql("""
                        select invitation_id as id, requests, accepted as used, waiting as other, reported as full_reported
                        from onboarding.invitation_seats
                        where invitation_id = any($1)
                        union all
                        select organization_id, null, taken, reported, null from onboarding.organization_seats
                        where organization_id = any($2)
                        """)
                .bind(0, uuids(locked.invitations().keySet(), InvitationId::value))
                .bind(1, locked.organizations())
                .map((row, metadata) -> {
                    Columns columns = new Columns(row);
                    UUID id = columns.uuid("id");
                    Long requests = row.get("requests", Long.class);
                    int used = columns.integer("used");
                    int other = columns.integer("other");
                    if (requests != null) {
                        counts.put(
                                new InvitationId(id), new Uses(requests, used, other, columns.bool("full_reported")));
                    } else {
                        seats.computeIfPresent(
                                new OrganizationId(id), (same, seat) -> new Seats(seat.plan(), used, other));
                    }
                    return id;
                })
                .all()
                .then(Mono.fromSupplier(() -> new Numbers(counts, seats)));
    }

    /** The requests that were decided before. */
    private Mono<Set<AcceptanceId>> decided(List<Request> requests) {
        return requests.isEmpty()
                ? Mono.just(Set.of())
                : database.sql("select id from onboarding.acceptance where id = any($1)")
                        .bind(0, uuids(requests, request -> request.id().value()))
                        .map((row, metadata) -> new AcceptanceId(new Columns(row).uuid("id")))
                        .all()
                        .collect(toSet());
    }

    /** See {@link PlanQueries#confirm}. */
    Mono<Void> confirm(Locked locked, Set<OrganizationId> seated) {
        return plans.confirm(locked.plans(), seated);
    }
}
