package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.acceptance.deciding.BatchState.ActiveAcceptance;
import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.admission.Audience;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Reads the stored state of the people in a batch. */
final class PeopleQueries {

    private final DatabaseClient database;

    PeopleQueries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The stored state of people.
     *
     * @param active those who are members
     * @param former those who were members and are not any more
     * @param nearGrantLimit what members hold who might exceed the limit of grants
     * @param managers those who are managers, if they are asked for
     * @param erased people who were erased, and the last request for it
     */
    record Members(
            Set<Person> active,
            Set<Person> former,
            Map<Person, Set<UUID>> nearGrantLimit,
            Set<Person> managers,
            Map<Person, MemberErasureRequested> erased) {

        Members() {
            this(new HashSet<>(), new HashSet<>(), new HashMap<>(), new HashSet<>(), new HashMap<>());
        }

        void add(Person person, Columns row) {
            UUID erasure = row.optionalUuid("erasure");
            if (erasure != null) {
                erased.put(
                        person,
                        new MemberErasureRequested(
                                new CommandId(erasure),
                                person.organization(),
                                person.address(),
                                row.instant("erased_at")));
            } else if (row.bool("active")) {
                active.add(person);
                if (row.bool("manages")) {
                    managers.add(person);
                }
                UUID[] grants = row.row().get("stored_grants", UUID[].class);
                if (grants != null) {
                    nearGrantLimit.put(person, Set.of(grants));
                }
            } else {
                former.add(person);
            }
        }

        @CanIgnoreReturnValue
        Members add(Members others) {
            active.addAll(others.active);
            former.addAll(others.former);
            nearGrantLimit.putAll(others.nearGrantLimit);
            managers.addAll(others.managers);
            erased.putAll(others.erased);
            return this;
        }
    }

    /**
     * @param promised the number of grantables that each person may be granted in the transaction
     * @param managers whether to tell who is a manager
     */
    Mono<Members> members(List<Request> requests, Map<Person, Integer> promised, boolean managers) {
        if (requests.isEmpty()) {
            return Mono.just(new Members());
        }
        Map<UUID, Person> people = requests.stream()
                .collect(toMap(request -> request.member().value(), Request::person, (same, again) -> same));
        List<OrganizationId> organizations =
                people.values().stream().map(Person::organization).distinct().toList();
        return database.sql("""
                        with wanted as (
                            select ($1::uuid[])[organization] as organization_id, id, promised
                            from unnest($2, $3, $4) as people (id, organization, promised))
                        select m.id, m.state = 'active' as active,
                               case when cardinality(m.grant_ids) + promised > $5 then m.grant_ids end as stored_grants,
                               $6 and exists (
                                   select from directory.grantable r
                                   where r.id = any(m.grant_ids) and r.kind = 'role' and r.built_in
                                     and lower(r.name) = 'manager') as manages,
                               null::uuid as erasure, null::timestamptz as erased_at
                        from wanted
                        join onboarding.member m on m.organization_id = wanted.organization_id and m.id = wanted.id
                        union all
                        select e.member_id, false, null, false, e.command_id, e.requested_at
                        from wanted
                        join onboarding.erasure e
                          on e.organization_id = wanted.organization_id and e.member_id = wanted.id
                        """)
                .bind(0, uuids(organizations, OrganizationId::value))
                .bind(1, people.keySet().toArray(UUID[]::new))
                .bind(2, integers(people.values(), person -> organizations.indexOf(person.organization()) + 1))
                .bind(3, integers(people.values(), person -> promised.getOrDefault(person, 0)))
                .bind(4, Member.MOST_GRANTS)
                .bind(5, managers)
                .map((row, metadata) -> new Columns(row))
                .all()
                .collect(Members::new, (found, row) -> found.add(requireNonNull(people.get(row.uuid("id"))), row));
    }

    /** Who is on the invitations by name, with the names of their account or these. Not looked up if it does not matter. */
    Mono<Map<Use, Invitee>> invitees(List<Request> requests, Map<InvitationId, InvitationTerms> terms) {
        List<Request> listed = requests.stream()
                .filter(request -> {
                    InvitationTerms of = terms.get(request.invitation());
                    return of != null && needsList(of, request);
                })
                .toList();
        return listed.isEmpty()
                ? Mono.just(Map.of())
                : bind("""
                        select invitation_id, address, cancelled_at is not null as cancelled,
                               case when own.named then own.first_name else p.first_name end as first_name,
                               case when own.named then own.last_name else p.last_name end as last_name
                        from unnest($1, $2) as wanted (invitation_id, address)
                        join directory.invitee p using (invitation_id, address)
                        left join (
                            select address, first_name, last_name, true as named from directory.account
                            where first_name is not null or last_name is not null) as own using (address)
                        """, listed)
                        .map((row, metadata) -> new Columns(row))
                        .all()
                        .collectMap(
                                PeopleQueries::use,
                                row -> new Invitee(
                                        row.bool("cancelled") ? Standing.CANCELLED : Standing.INVITED,
                                        row.optionalText("first_name"),
                                        row.optionalText("last_name")));
    }

    private static Use use(Columns row) {
        return new Use(new InvitationId(row.uuid("invitation_id")), row.text("address"));
    }

    /**
     * Who is admitted by domain, or as anybody is, need not be invited by name; but they must not have been taken off,
     * and names that were given with the invitation are theirs.
     */
    private static boolean needsList(InvitationTerms terms, Request request) {
        Audience audience = terms.admission().audience();
        return terms.cancelled()
                || (terms.invitees() && !request.isNamed())
                || (audience.addressees()
                        && !audience.domains().contains(request.email().domain()));
    }

    /**
     * The active acceptances of the people. Accepted people are members, so that other people are only looked up in
     * waiting lists.
     */
    Mono<Map<Use, ActiveAcceptance>> acceptances(
            List<Request> requests, Set<Person> members, Map<InvitationId, Uses> counts) {
        List<Request> possible = requests.stream()
                .filter(request -> members.contains(request.person())
                        || counts.getOrDefault(request.invitation(), Uses.NONE).waiting() > 0)
                .toList();
        if (possible.isEmpty()) {
            return Mono.just(Map.of());
        }
        GrantSets.Reader grants = new GrantSets.Reader();
        return bind("""
                        select a.invitation_id, a.address, a.id, a.outcome = 'waitlisted' as waiting, %s
                        from unnest($1, $2) as wanted (invitation_id, address)
                        join onboarding.acceptance a using (invitation_id, address)
                        left join onboarding.grant_set grants on grants.id = a.grant_set_id
                        where a.slot = 0
                        """.formatted(GrantSets.COLUMNS), possible)
                .map((row, metadata) -> acceptance(new Columns(row), grants))
                .all()
                .collectMap(Entry::getKey, Entry::getValue);
    }

    private static Entry<Use, ActiveAcceptance> acceptance(Columns row, GrantSets.Reader grants) {
        return Map.entry(
                use(row),
                new ActiveAcceptance(new AcceptanceId(row.uuid("id")), row.bool("waiting") ? null : grants.of(row)));
    }

    private GenericExecuteSpec bind(String sql, List<Request> requests) {
        return database.sql(sql)
                .bind(0, uuids(requests, request -> request.invitation().value()))
                .bind(1, texts(requests, request -> request.email().normal()));
    }
}
