package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Given;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Item;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.acceptance.deciding.Standing;
import io.usher.acceptance.deciding.Standing.Earlier;
import io.usher.acceptance.deciding.Standing.Seats;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.Grants;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reads how things stand for a batch, after locking the organizations and invitations it touches. Every transaction
 * locks organizations before invitations, each in the order of their ids, so that no two wait for each other.
 */
final class StandingQueries {

    private final DatabaseClient database;

    StandingQueries(DatabaseClient database) {
        this.database = database;
    }

    Mono<Standing> lockAndRead(List<Request> requests) {
        UUID[] organizations =
                distinct(requests, request -> request.organization().value());
        UUID[] invitations = distinct(requests, request -> request.invitation().value());
        return lockOrganizations(organizations)
                .flatMap(plans -> lockInvitations(invitations)
                        .flatMap(rows -> items(rows).map(items -> terms(rows, items)))
                        .flatMap(terms -> counts(invitations)
                                .flatMap(counts -> seats(organizations, plans)
                                        .flatMap(seats -> decided(requests)
                                                .flatMap(decided -> earlier(requests)
                                                        .flatMap(earlier -> members(requests)
                                                                .map(members -> new Standing(
                                                                        terms, counts, seats, decided, earlier,
                                                                        members))))))));
    }

    private static UUID[] distinct(List<Request> requests, Function<Request, UUID> id) {
        return requests.stream().map(id).distinct().sorted().toArray(UUID[]::new);
    }

    private record Plan(OrganizationId organization, int seats) {}

    /** Plans that limit seats; an organization without limit has none. */
    private Mono<Map<OrganizationId, Integer>> lockOrganizations(UUID[] organizations) {
        return database.sql("""
                        select id, coalesce(plan_seats, -1) from directory.organization
                        where id = any($1) order by id for no key update
                        """)
                .bind(0, organizations)
                .map((row, metadata) ->
                        new Plan(new OrganizationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, Integer.class)))
                .all()
                .filter(plan -> plan.seats() >= 0)
                .collectMap(Plan::organization, Plan::seats);
    }

    private record InvitationRow(InvitationTerms terms, List<UUID> roles, List<UUID> teams) {}

    private Mono<List<InvitationRow>> lockInvitations(UUID[] invitations) {
        return database.sql("""
                        select id, organization_id, deleted_at is not null, status, opens_at, expires_at,
                               addresses, domains, quota, role_ids, team_ids
                        from directory.invitation where id = any($1) order by id for no key update
                        """)
                .bind(0, invitations)
                .map((row, metadata) -> new InvitationRow(
                        new InvitationTerms(
                                new InvitationId(Rows.get(row, 0, UUID.class)),
                                new OrganizationId(Rows.get(row, 1, UUID.class)),
                                new Admission(
                                        Rows.get(row, 2, Boolean.class),
                                        InvitationStatus.of(Rows.get(row, 3, String.class)),
                                        row.get(4, Instant.class),
                                        row.get(5, Instant.class),
                                        new Audience(
                                                Set.of(Rows.get(row, 6, String[].class)),
                                                Set.of(Rows.get(row, 7, String[].class)))),
                                row.get(8, Integer.class),
                                List.of(),
                                List.of(),
                                List.of()),
                        List.of(Rows.get(row, 9, UUID[].class)),
                        List.of(Rows.get(row, 10, UUID[].class))))
                .all()
                .collectList();
    }

    private record ItemRow(Item item, boolean deleted) {}

    /** Roles and teams by id, also those deleted: their names are told. */
    private Mono<Map<UUID, ItemRow>> items(List<InvitationRow> rows) {
        UUID[] wanted = rows.stream()
                .flatMap(row -> Stream.concat(row.roles().stream(), row.teams().stream()))
                .distinct()
                .toArray(UUID[]::new);
        if (wanted.length == 0) {
            return Mono.just(Map.of());
        }
        return database.sql("""
                        select id, name, deleted_at is not null from directory.role where id = any($1)
                        union all
                        select id, name, deleted_at is not null from directory.team where id = any($1)
                        """)
                .bind(0, wanted)
                .map((row, metadata) -> new ItemRow(
                        new Item(Rows.get(row, 0, UUID.class), Rows.get(row, 1, String.class)),
                        Rows.get(row, 2, Boolean.class)))
                .all()
                .collectMap(row -> row.item().id());
    }

    private static Map<InvitationId, InvitationTerms> terms(List<InvitationRow> rows, Map<UUID, ItemRow> items) {
        return rows.stream()
                .map(row -> withItems(row, items))
                .collect(toUnmodifiableMap(InvitationTerms::id, Function.identity()));
    }

    private static InvitationTerms withItems(InvitationRow row, Map<UUID, ItemRow> items) {
        List<String> skipped = new ArrayList<>();
        List<Item> roles = existing(row.roles(), items, skipped);
        List<Item> teams = existing(row.teams(), items, skipped);
        InvitationTerms bare = row.terms();
        return new InvitationTerms(
                bare.id(), bare.organization(), bare.admission(), bare.quota(), roles, teams, List.copyOf(skipped));
    }

    private static List<Item> existing(List<UUID> ids, Map<UUID, ItemRow> items, List<String> skipped) {
        List<Item> existing = new ArrayList<>();
        for (UUID id : ids) {
            ItemRow found = items.get(id);
            if (found == null) {
                skipped.add(id.toString());
            } else if (found.deleted()) {
                skipped.add(found.item().name());
            } else {
                existing.add(found.item());
            }
        }
        return List.copyOf(existing);
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

    private Mono<Map<OrganizationId, Seats>> seats(UUID[] organizations, Map<OrganizationId, Integer> plans) {
        return database.sql("""
                        select id, coalesce(taken, 0)
                        from unnest($1) as wanted (id)
                        left join onboarding.organization_seats on organization_id = id
                        """)
                .bind(0, organizations)
                .map((row, metadata) ->
                        new Taken(new OrganizationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, Integer.class)))
                .all()
                .collectMap(Taken::organization, taken -> new Seats(plans.get(taken.organization()), taken.members()));
    }

    private Mono<Set<AcceptanceId>> decided(List<Request> requests) {
        return database.sql("select id from onboarding.acceptance where id = any($1)")
                .bind(0, requests.stream().map(request -> request.id().value()).toArray(UUID[]::new))
                .map((row, metadata) -> new AcceptanceId(Rows.get(row, 0, UUID.class)))
                .all()
                .collect(HashSet::new, Set::add);
    }

    private record EarlierUse(Use use, Earlier earlier) {}

    private Mono<Map<Use, Earlier>> earlier(List<Request> requests) {
        return database.sql("""
                        select wanted.invitation_id, wanted.address, a.id, a.granted_roles, a.granted_teams, a.skipped
                        from unnest($1, $2) as wanted (invitation_id, address)
                        cross join lateral (
                            select id, granted_roles, granted_teams, skipped from onboarding.acceptance held
                            where held.invitation_id = wanted.invitation_id and held.address = wanted.address
                              and held.outcome = 'accepted' and held.original is null
                            limit 1) as a -- one look into the index for each person, whatever is known of the table's size
                        """)
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
                        new Earlier(new AcceptanceId(Rows.get(row, 2, UUID.class)), given(row, 3))))
                .all()
                .collectMap(EarlierUse::use, EarlierUse::earlier);
    }

    /** Three neighbouring columns: roles, teams, skipped. */
    static Given given(Readable row, int firstColumn) {
        return new Given(
                new Grants(
                        List.of(Rows.get(row, firstColumn, String[].class)),
                        List.of(Rows.get(row, firstColumn + 1, String[].class))),
                List.of(Rows.get(row, firstColumn + 2, String[].class)));
    }

    private Mono<Map<Person, Member>> members(List<Request> requests) {
        return database.sql("""
                        select m.organization_id, m.address, m.id, m.email, m.first_name, m.last_name,
                               m.role_ids, m.team_ids
                        from unnest($1, $2) as wanted (organization_id, address)
                        join onboarding.member m using (organization_id, address)
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
                .map((row, metadata) -> new Member(
                        new MemberId(Rows.get(row, 2, UUID.class)),
                        new Person(new OrganizationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, String.class)),
                        Rows.get(row, 3, String.class),
                        row.get(4, String.class),
                        row.get(5, String.class),
                        Set.of(Rows.get(row, 6, UUID[].class)),
                        Set.of(Rows.get(row, 7, UUID[].class))))
                .all()
                .collectMap(Member::person);
    }
}
