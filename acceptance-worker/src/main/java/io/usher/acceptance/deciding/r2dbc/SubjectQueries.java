package io.usher.acceptance.deciding.r2dbc;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.OfMember;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reads the person whom a single command concerns. Locks the member, and the organization before counting its
 * administrators.
 */
final class SubjectQueries {

    private final DatabaseClient database;
    private final MemberQueries members;

    SubjectQueries(DatabaseClient database) {
        this.database = database;
        this.members = new MemberQueries(database);
    }

    /** Empty if there is no such person. */
    Mono<Optional<Subject>> of(OfSeats command) {
        return switch (command) {
            case Withdrawal withdrawal -> of(withdrawal);
            case MemberChange change -> of(change);
            case OfMember other -> subject(other.person(), null, List.of()).map(Optional::of);
            case Promotion promotion -> Mono.just(Optional.empty());
            case LimitReport limits -> Mono.just(Optional.empty());
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
        return members.grantable(change.organization(), named)
                .collectList()
                .flatMap(found -> subject(change.person(), null, found))
                .map(Optional::of);
    }

    private Mono<Subject> subject(Person person, @Nullable StoredAcceptance acceptance, List<Grantable> named) {
        return members.lockAndRead(person.organization(), List.of(MemberId.of(person.organization(), person.address())))
                .map(found -> found.stream().findFirst())
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

    /** The number of administrators, at most two, without others who are being erased; 0 if the member is none. */
    private Mono<Integer> admins(Optional<Member> member) {
        if (member.filter(Member::isAdmin).isEmpty()) {
            return Mono.just(0);
        }
        Person person = member.orElseThrow().person();
        UUID organization = person.organization().value();
        return database.sql("select id from directory.organization where id = $1 for no key update")
                .bind(0, organization)
                .then()
                .then(database.sql("""
                                select count(*)::integer from (
                                    select from onboarding.member m
                                    where organization_id = $1 and state = 'active' and grant_ids && array(
                                        select id from directory.grantable
                                        where organization_id = $1 and kind = 'role' and built_in
                                          and lower(name) = 'admin')
                                      and (address = $2 or not exists (
                                        select from directory.leaving_admin
                                        where organization_id = $1 and member_id = m.id))
                                    limit 2) as admins
                                """)
                        .bind(0, organization)
                        .bind(1, person.address())
                        .mapValue(Integer.class)
                        .one());
    }
}
