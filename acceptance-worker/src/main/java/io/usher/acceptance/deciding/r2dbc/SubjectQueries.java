package io.usher.acceptance.deciding.r2dbc;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.OfMember;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the person whom a single command concerns. Locks the member, and the organization before counting its
 * administrators.
 */
final class SubjectQueries {

    private final DatabaseClient database;

    SubjectQueries(DatabaseClient database) {
        this.database = database;
    }

    /** Empty if there is no such person. */
    Mono<Optional<Subject>> of(Single command) {
        return switch (command) {
            case Withdrawal withdrawal -> of(withdrawal);
            case MemberChange change -> of(change);
            case OfMember other -> subject(other.person(), null, List.of()).map(Optional::of);
            case Promotion promotion -> Mono.just(Optional.empty());
        };
    }

    private Mono<Optional<Subject>> of(Withdrawal withdrawal) {
        return acceptance(withdrawal)
                .flatMap(acceptance -> subject(
                        new Person(
                                withdrawal.organization(),
                                acceptance.request().email().normal()),
                        acceptance,
                        List.of()))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    private Mono<Optional<Subject>> of(MemberChange change) {
        UUID[] named = change.replaced().values().stream().flatMap(List::stream).toArray(UUID[]::new);
        return grantables(change.organization(), named)
                .filter(found -> !found.deleted())
                .map(Found::grantable)
                .collectList()
                .flatMap(found -> subject(change.person(), null, found))
                .map(Optional::of);
    }

    private Mono<Subject> subject(Person person, @Nullable StoredAcceptance acceptance, List<Grantable> named) {
        return member(person)
                .flatMap(member -> others(person, acceptance)
                        .flatMap(others -> admins(member)
                                .map(admins -> new Subject(member.orElse(null), acceptance, others, admins, named))));
    }

    private Mono<StoredAcceptance> acceptance(Withdrawal withdrawal) {
        return database.sql("""
                        select %s, a.outcome = 'accepted' as accepted, a.slot = 0 as holds
                        from onboarding.acceptance named
                        join onboarding.acceptance a on a.id = coalesce(named.original, named.id)
                        where named.id = $1 and named.invitation_id = $2 and named.organization_id = $3 and not a.erased
                        """.formatted(WaitingQueries.COLUMNS))
                .bind(0, withdrawal.acceptance().value())
                .bind(1, withdrawal.invitation().value())
                .bind(2, withdrawal.organization().value())
                .map((row, metadata) -> acceptance(new Columns(row)))
                .one();
    }

    private static StoredAcceptance acceptance(Columns row) {
        return new StoredAcceptance(
                WaitingQueries.request(row), row.bigint("ordinal"), row.bool("accepted"), row.bool("holds"));
    }

    private Mono<Optional<Member>> member(Person person) {
        return database.sql("""
                        select id, email, first_name, last_name, state = 'active' as active, access_expires_at, grant_ids,
                               joined_at
                        from onboarding.member where organization_id = $1 and id = $2 for no key update
                        """)
                .bind(0, person.organization().value())
                .bind(1, MemberId.of(person.organization(), person.address()).value())
                .map((row, metadata) -> stored(person, new Columns(row)))
                .one()
                .flatMap(stored -> grantables(person.organization(), stored.grants())
                        .map(Found::grantable)
                        .collectList()
                        .map(grants ->
                                stored.member().with(grants, stored.member().accessExpiresAt())))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    private record Stored(Member member, UUID[] grants) {}

    private static Stored stored(Person person, Columns row) {
        String typed = row.optionalText("email");
        Member member = new Member(
                new MemberId(row.uuid("id")),
                person,
                null, // not used
                typed == null ? person.address() : typed,
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                row.bool("active"),
                List.of(),
                row.instant("joined_at"),
                row.optionalInstant("access_expires_at"));
        return new Stored(member, row.uuids("grant_ids").toArray(UUID[]::new));
    }

    /** Members keep what is deleted; nobody is given it any more. */
    private record Found(Grantable grantable, boolean deleted) {}

    private Flux<Found> grantables(OrganizationId organization, UUID[] ids) {
        return ids.length == 0
                ? Flux.empty()
                : database.sql("""
                                select id, kind, name, deleted_at is not null as deleted from directory.grantable
                                where id = any($1) and organization_id = $2
                                order by array_position($1, id)
                                """)
                        .bind(0, ids)
                        .bind(1, organization.value())
                        .map((row, metadata) -> found(new Columns(row)))
                        .all();
    }

    private static Found found(Columns row) {
        return new Found(grantable(row), row.bool("deleted"));
    }

    static Grantable grantable(Columns row) {
        return new Grantable(row.uuid("id"), GrantKind.of(row.text("kind")), row.text("name"));
    }

    /** The number of other active acceptances that the person has in the organization. */
    private Mono<Integer> others(Person person, @Nullable StoredAcceptance except) {
        if (except == null) {
            return Mono.just(0);
        }
        AcceptanceId id = except.request().id();
        return database.sql("""
                        select count(*)::integer from onboarding.acceptance
                        where invitation_id = any(array(
                                select id from directory.invitation where organization_id = $1))
                          and address = $2 and slot = 0 and outcome = 'accepted' and id <> $3
                        """)
                .bind(0, person.organization().value())
                .bind(1, person.address())
                .bind(2, id.value())
                .mapValue(Integer.class)
                .one();
    }

    /** The number of administrators, at most two; 0 if the member is none. */
    private Mono<Integer> admins(Optional<Member> member) {
        if (member.filter(Member::isAdmin).isEmpty()) {
            return Mono.just(0);
        }
        UUID organization = member.orElseThrow().person().organization().value();
        return database.sql("select id from directory.organization where id = $1 for no key update")
                .bind(0, organization)
                .then()
                .then(database.sql("""
                                select count(*)::integer from (
                                    select from onboarding.member
                                    where organization_id = $1 and state = 'active' and grant_ids && array(
                                        select id from directory.grantable
                                        where organization_id = $1 and kind = 'role' and built_in
                                          and lower(name) = 'admin')
                                    limit 2) as admins
                                """)
                        .bind(0, organization)
                        .mapValue(Integer.class)
                        .one());
    }
}
