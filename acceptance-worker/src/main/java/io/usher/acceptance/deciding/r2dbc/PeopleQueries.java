package io.usher.acceptance.deciding.r2dbc;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.acceptance.deciding.BatchState.Held;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Audience;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Reads what is stored about the people in a batch, and nobody else. */
final class PeopleQueries {

    private final DatabaseClient database;

    PeopleQueries(DatabaseClient database) {
        this.database = database;
    }

    /** Those among the people who are members, or were. */
    record Members(Set<Person> active, Set<Person> former) {

        static final Members NONE = new Members(Set.of(), Set.of());

        Members and(Members others) {
            return new Members(both(active, others.active), both(former, others.former));
        }

        private static Set<Person> both(Set<Person> some, Set<Person> others) {
            Set<Person> both = new HashSet<>(some);
            both.addAll(others);
            return both;
        }
    }

    private record Found(Person person, boolean active) {}

    Mono<Members> members(List<Request> requests) {
        if (requests.isEmpty()) {
            return Mono.just(Members.NONE);
        }
        Map<UUID, Person> people = requests.stream()
                .collect(toMap(request -> request.member().value(), Request::person, (same, again) -> same));
        List<OrganizationId> organizations =
                people.values().stream().map(Person::organization).distinct().toList();
        return database.sql("""
                        select m.id, m.state = 'active'
                        from unnest($2, $3) as wanted (id, organization)
                        join onboarding.member m
                          on m.organization_id = ($1::uuid[])[wanted.organization] and m.id = wanted.id
                        """)
                .bind(0, organizations.stream().map(OrganizationId::value).toArray(UUID[]::new))
                .bind(1, people.keySet().toArray(UUID[]::new))
                .bind(
                        2,
                        people.values().stream()
                                .map(person -> organizations.indexOf(person.organization()) + 1)
                                .toArray(Integer[]::new))
                .map((row, metadata) -> new Found(
                        requireNonNull(people.get(Rows.get(row, 0, UUID.class))), Rows.get(row, 1, Boolean.class)))
                .all()
                .collect(partitioningBy(Found::active, mapping(Found::person, toUnmodifiableSet())))
                .map(found -> new Members(requireNonNull(found.get(true)), requireNonNull(found.get(false))));
    }

    /** Those who are on the list of an invitation that has one and is not for their whole domain. */
    Mono<Set<Use>> invited(List<Request> requests, Map<InvitationId, InvitationTerms> terms) {
        List<Request> listed = requests.stream()
                .filter(request -> {
                    InvitationTerms of = terms.get(request.invitation());
                    return of != null && needsList(of.admission().audience(), request.email());
                })
                .toList();
        return listed.isEmpty()
                ? Mono.just(Set.of())
                : bind("""
                        select invitation_id, address
                        from unnest($1, $2) as wanted (invitation_id, address)
                        join directory.invitee using (invitation_id, address)
                        """, listed)
                        .map((row, metadata) ->
                                new Use(new InvitationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, String.class)))
                        .all()
                        .collect(toUnmodifiableSet());
    }

    private static boolean needsList(Audience audience, EmailAddress address) {
        return audience.addressees() && !audience.domains().contains(address.domain());
    }

    private record HeldUse(Use use, Held held) {}

    /**
     * Acceptances that hold the people's uses. Who was accepted is a member, so of people who are none only those are
     * looked for who may be waiting.
     */
    Mono<Map<Use, Held>> held(List<Request> requests, Set<Person> members, Map<InvitationId, Uses> counts) {
        List<Request> possible = requests.stream()
                .filter(request -> members.contains(request.person())
                        || counts.getOrDefault(request.invitation(), Uses.NONE).waiting() > 0)
                .toList();
        if (possible.isEmpty()) {
            return Mono.just(Map.of());
        }
        GrantSets.Reader grants = new GrantSets.Reader();
        return bind("""
                        select a.invitation_id, a.address, a.id, a.outcome = 'waitlisted', %s
                        from unnest($1, $2) as wanted (invitation_id, address)
                        join onboarding.acceptance a using (invitation_id, address)
                        left join onboarding.grant_set grants on grants.id = a.grant_set_id
                        where a.slot = 0
                        """.formatted(GrantSets.COLUMNS), possible)
                .map((row, metadata) -> new HeldUse(
                        new Use(new InvitationId(Rows.get(row, 0, UUID.class)), Rows.get(row, 1, String.class)),
                        new Held(
                                new AcceptanceId(Rows.get(row, 2, UUID.class)),
                                Rows.get(row, 3, Boolean.class) ? null : grants.of(row, 4))))
                .all()
                .collectMap(HeldUse::use, HeldUse::held);
    }

    private GenericExecuteSpec bind(String sql, List<Request> requests) {
        return database.sql(sql)
                .bind(
                        0,
                        requests.stream()
                                .map(request -> request.invitation().value())
                                .toArray(UUID[]::new))
                .bind(
                        1,
                        requests.stream()
                                .map(request -> request.email().normal())
                                .toArray(String[]::new));
    }
}
