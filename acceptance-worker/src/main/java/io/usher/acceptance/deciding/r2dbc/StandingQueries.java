package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Decisions;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.acceptance.deciding.Standing;
import io.usher.acceptance.deciding.Standing.Earlier;
import io.usher.acceptance.deciding.Standing.Seats;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reads how things stand for a batch, after locking its invitations and the organizations whose plan limits seats.
 * Batches lock these organizations, then invitations, members, earlier acceptances, counters, grant sets, and then the
 * other organizations, with {@link #confirmPlans}; each in one order. Whoever else locks several of these rows does so in the
 * same order, or locks organizations for key share, which no batch waits for.
 */
final class StandingQueries {

    private final DatabaseClient database;
    private final TermsQueries terms;

    StandingQueries(DatabaseClient database) {
        this.database = database;
        this.terms = new TermsQueries(database);
    }

    /**
     * What a batch is decided on.
     *
     * @param requests those to decide: all, or the first ones if the events of all would be too large
     * @param firstLeftOut the offset of the first of the others; null if there are none
     * @param decidedHere requests whose decision was stored for the same record
     * @param plans as they were read
     * @param locked whose row is locked until the end of the transaction
     */
    record Reading(
            Standing standing,
            List<Request> requests,
            @Nullable Long firstLeftOut,
            Set<AcceptanceId> decidedHere,
            Map<OrganizationId, Plan> plans,
            Set<OrganizationId> locked) {}

    /**
     * What an organization may use.
     *
     * @param seats null = unlimited
     * @param roles names in lower case; null = all
     */
    record Plan(
            OrganizationId organization,
            @Nullable Integer seats,
            @Nullable Set<String> roles) {

        boolean allows(String role) {
            return roles == null || roles.contains(role.toLowerCase(Locale.ROOT));
        }
    }

    Mono<Reading> lockAndRead(List<Request> batch) {
        UUID[] organizations = distinct(batch, request -> request.organization().value());
        UUID[] invitations = distinct(batch, request -> request.invitation().value());
        return plans(organizations, "")
                .flatMap(plans -> lock(plans).flatMap(locked -> {
                    Map<OrganizationId, Plan> current = new HashMap<>(plans);
                    current.putAll(locked);
                    return terms.lockAndRead(invitations, organizations, batch, current)
                            .flatMap(read -> read(batch, invitations, organizations, read, current, locked.keySet()));
                }));
    }

    private Mono<Reading> read(
            List<Request> batch,
            UUID[] invitations,
            UUID[] organizations,
            Map<InvitationId, InvitationTerms> offered,
            Map<OrganizationId, Plan> plans,
            Set<OrganizationId> locked) {
        List<Request> requests = BatchWeight.firstOnes(batch, offered);
        Long firstLeftOut = requests.size() == batch.size()
                ? null
                : batch.get(requests.size()).offset();
        return counts(invitations)
                .flatMap(counts -> seats(organizations, plans)
                        .flatMap(seats -> decided(requests)
                                .flatMap(decided -> earlier(requests)
                                        .flatMap(earlier -> members(requests)
                                                .map(members -> new Reading(
                                                        new Standing(
                                                                offered,
                                                                counts,
                                                                seats,
                                                                decided.keySet(),
                                                                earlier,
                                                                members),
                                                        requests,
                                                        firstLeftOut,
                                                        sameRecords(requests, decided),
                                                        plans,
                                                        locked))))));
    }

    private static UUID[] distinct(List<Request> requests, Function<Request, UUID> id) {
        return requests.stream().map(id).distinct().toArray(UUID[]::new);
    }

    private static Set<AcceptanceId> sameRecords(List<Request> requests, Map<AcceptanceId, Long> decided) {
        return requests.stream()
                .filter(request -> Objects.equals(decided.get(request.id()), request.offset()))
                .map(Request::id)
                .collect(toUnmodifiableSet());
    }

    private Mono<Map<OrganizationId, Plan>> plans(UUID[] organizations, String lock) {
        return database.sql(
                        "select id, plan_seats, plan_roles from directory.organization where id = any($1) order by id "
                                + lock)
                .bind(0, organizations)
                .map((row, metadata) -> new Plan(
                        new OrganizationId(Rows.get(row, 0, UUID.class)), row.get(1, Integer.class), roles(row)))
                .all()
                .collectMap(Plan::organization);
    }

    private static @Nullable Set<String> roles(Readable row) {
        String[] roles = row.get(2, String[].class);
        return roles == null ? null : Set.of(roles);
    }

    /** One that limits nothing must not make the partitions of its organization take turns: see confirmPlans. */
    private Mono<Map<OrganizationId, Plan>> lock(Map<OrganizationId, Plan> plans) {
        UUID[] limited = plans.values().stream()
                .filter(plan -> plan.seats() != null)
                .map(plan -> plan.organization().value())
                .toArray(UUID[]::new);
        return limited.length == 0 ? Mono.just(Map.of()) : plans(limited, "for no key update");
    }

    /**
     * Holds the plans that were read without a lock to what they were, from here to the commit: who changes one then
     * waits for the batch, and a batch that a change overtook fails with {@link LostRace}.
     */
    Mono<Void> confirmPlans(Reading reading, Decisions decisions) {
        UUID[] used = decisions.decisions().stream()
                .filter(decision -> decision.outcome() instanceof Accepted)
                .map(decision -> decision.request().organization())
                .filter(organization -> !reading.locked().contains(organization))
                .distinct()
                .map(OrganizationId::value)
                .toArray(UUID[]::new);
        return used.length == 0
                ? Mono.empty()
                : plans(used, "for share")
                        .filter(now -> now.values().stream()
                                .allMatch(plan -> plan.equals(reading.plans().get(plan.organization()))))
                        .switchIfEmpty(Mono.error(() -> new LostRace("plan")))
                        .then();
    }

    private record Count(InvitationId invitation, Uses uses) {}

    private Mono<Map<InvitationId, Uses>> counts(UUID[] invitations) {
        return database.sql("""
                        select invitation_id, requests, accepted from onboarding.invitation_seats
                        where invitation_id = any($1)
                        """)
                .bind(0, invitations)
                .map((row, metadata) -> new Count(
                        new InvitationId(Rows.get(row, 0, UUID.class)),
                        new Uses(Rows.get(row, 1, Long.class), Rows.get(row, 2, Integer.class))))
                .all()
                .collectMap(Count::invitation, Count::uses);
    }

    private record Taken(OrganizationId organization, int members) {}

    private Mono<Map<OrganizationId, Seats>> seats(UUID[] organizations, Map<OrganizationId, Plan> plans) {
        return database.sql("""
                        select id, coalesce(taken, 0)
                        from unnest($1) as wanted (id)
                        left join onboarding.organization_seats on organization_id = id
                        """)
                .bind(0, organizations)
                .map((row, metadata) ->
                        new Taken(new OrganizationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, Integer.class)))
                .all()
                .collectMap(
                        Taken::organization,
                        taken -> new Seats(planSeats(plans.get(taken.organization())), taken.members()));
    }

    private static @Nullable Integer planSeats(@Nullable Plan plan) {
        return plan == null ? null : plan.seats();
    }

    private record DecidedAt(AcceptanceId id, long offset) {}

    /** Requests that have their decision, and the offset of the record that it was made on. */
    private Mono<Map<AcceptanceId, Long>> decided(List<Request> requests) {
        return database.sql("select id, log_offset from onboarding.acceptance where id = any($1)")
                .bind(0, requests.stream().map(request -> request.id().value()).toArray(UUID[]::new))
                .map((row, metadata) ->
                        new DecidedAt(new AcceptanceId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, Long.class)))
                .all()
                .collectMap(DecidedAt::id, DecidedAt::offset);
    }

    private record EarlierUse(Use use, Earlier earlier) {}

    private Mono<Map<Use, Earlier>> earlier(List<Request> requests) {
        GivenOnce given = new GivenOnce();
        return database.sql("""
                        select wanted.invitation_id, wanted.address, a.id, %s
                        from unnest($1, $2) as wanted (invitation_id, address)
                        cross join lateral (
                            select id, grant_set_id from onboarding.acceptance held
                            where held.invitation_id = wanted.invitation_id and held.address = wanted.address
                              and held.outcome = 'accepted' and held.original is null
                            limit 1) as a -- one look into the index for each person, whatever is known of the table's size
                        left join onboarding.grant_set given on given.id = a.grant_set_id
                        """.formatted(GivenOnce.COLUMNS))
                .bind(
                        0,
                        requests.stream()
                                .map(request -> request.invitation().value())
                                .toArray(UUID[]::new))
                .bind(
                        1,
                        requests.stream()
                                .map(request -> request.email().normal())
                                .toArray(String[]::new))
                .map((row, metadata) -> new EarlierUse(
                        new Use(new InvitationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, String.class)),
                        new Earlier(new AcceptanceId(Rows.get(row, 2, UUID.class)), given.of(row, 3))))
                .all()
                .collectMap(EarlierUse::use, EarlierUse::earlier);
    }

    private Mono<Set<Person>> members(List<Request> requests) {
        return database.sql("""
                        select organization_id, address
                        from unnest($1, $2) as wanted (organization_id, address)
                        join onboarding.member using (organization_id, address)
                        """)
                .bind(
                        0,
                        requests.stream()
                                .map(request -> request.organization().value())
                                .toArray(UUID[]::new))
                .bind(
                        1,
                        requests.stream()
                                .map(request -> request.email().normal())
                                .toArray(String[]::new))
                .map((row, metadata) ->
                        new Person(new OrganizationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, String.class)))
                .all()
                .collect(toUnmodifiableSet());
    }
}
