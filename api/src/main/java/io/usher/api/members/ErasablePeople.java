package io.usher.api.members;

import io.usher.api.database.Transactions;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.CheckingGrants;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Whom a caller may erase from an organization: a member like one whom they would remove, and anybody else. The platform may
 * erase the last admin too, since whoever wants to be erased has a right to it. Admins who are being erased do not count: of
 * the last two, one is refused, however close together both are asked for.
 */
final class ErasablePeople {

    /** The role, in an array; parameter: organization. */
    private static final String ADMIN = """
            array(select id from directory.grantable
                  where organization_id = :organization and kind = 'role' and built_in and lower(name) = 'admin')""";

    private final FindingOrganizations organizations;
    private final CheckingGrants checking;
    private final DatabaseClient database;
    private final Transactions transactions;

    ErasablePeople(
            FindingOrganizations organizations,
            CheckingGrants checking,
            DatabaseClient database,
            Transactions transactions) {
        this.organizations = organizations;
        this.checking = checking;
        this.database = database;
        this.transactions = transactions;
    }

    /**
     * Ends the request with 403 if the member holds more than the caller, and with 409 for the last admin. An admin does not
     * count as one any more once the caller's transaction has ended: for a minute, or for good if it is {@link #confirm
     * confirmed}. To be called in each step of the erasure.
     *
     * @param person the id of a member, or an address, be it a member's or not
     */
    Mono<Void> require(Caller caller, String organization, String person) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.ERASE_PEOPLE))
                .flatMap(found -> Mono.justOrEmpty(member(found.id(), person))
                        .flatMap(member -> held(found.id(), member))
                        .flatMap(held -> (held.admin()
                                        ? requireOtherAdmin(caller, found.id(), held.member())
                                        : Mono.<Void>empty())
                                .then(checking.ofHeld(caller, found.id(), held.grantables(), null))));
    }

    /** Ends the request unless the caller may erase people from it. */
    Mono<Void> requireRight(Caller caller, String organization) {
        return organizations.require(caller, organization, Action.ERASE_PEOPLE);
    }

    private static Optional<UUID> member(OrganizationId organization, String person) {
        UUID id = Reference.of(person).id();
        return id != null
                ? Optional.of(id)
                : EmailAddress.parse(person)
                        .map(address ->
                                MemberId.of(organization, address.normal()).value());
    }

    private record Held(UUID member, Set<UUID> grantables, boolean admin) {}

    /** Empty if they are no member. */
    private Mono<Held> held(OrganizationId organization, UUID member) {
        return database.sql("""
                        select m.grant_ids, m.grant_ids && %s as admin from onboarding.member m
                        where m.organization_id = :organization and m.id = :member and m.state = 'active'""".formatted(ADMIN))
                .bind("organization", organization.value())
                .bind("member", member)
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Held(member, Set.copyOf(columns.uuids("grant_ids")), columns.bool("admin"));
                })
                .one();
    }

    /** One after the other, so that each sees whom the others erase. */
    private Mono<Void> requireOtherAdmin(Caller caller, OrganizationId organization, UUID member) {
        return database.sql(
                        "select pg_advisory_xact_lock(hashtextextended('erasing admins of ' || :organization::text, 0))")
                .bind("organization", organization.value())
                .then()
                .then(Mono.defer(() -> forgetErased(organization)))
                .then(Mono.defer(() -> transactions.time()))
                .flatMap(now -> begin(organization, member, caller.isPlatform(), now))
                .filter(begun -> begun > 0)
                .switchIfEmpty(Mono.error(
                        () -> Refusal.conflict("last-admin", "The organization would be left without an admin.")))
                .then();
    }

    /** Those whose membership has ended since, even if they have come back. */
    private Mono<Void> forgetErased(OrganizationId organization) {
        return database.sql("""
                        delete from directory.admin_erasure erasure
                        where organization_id = :organization and not exists (
                            select from onboarding.member
                            where organization_id = :organization and id = erasure.member_id and state = 'active'
                              and joined_at <= erasure.requested_at + interval '1 second')""").bind("organization", organization.value()).then();
    }

    /** Returns 0 if there is no other admin and there has to be one. */
    private Mono<Long> begin(OrganizationId organization, UUID member, boolean evenTheLast, Instant now) {
        return database.sql("""
                        insert into directory.admin_erasure (organization_id, member_id, requested_at)
                        select :organization, :member, :now
                        where :evenTheLast or exists (
                            select from onboarding.member other
                            where other.organization_id = :organization and other.state = 'active' and other.id <> :member
                              and other.grant_ids && %s
                              and other.id not in (
                                  select member_id from directory.leaving_admin where organization_id = :organization))
                        on conflict (organization_id, member_id) do update set requested_at = excluded.requested_at""".formatted(ADMIN))
                .bind("organization", organization.value())
                .bind("member", member)
                .bind("now", now)
                .bind("evenTheLast", evenTheLast)
                .fetch()
                .rowsUpdated();
    }

    /** In the last transaction of the erasure. */
    Mono<Void> confirm(Caller caller, String organization, String person) {
        return organizations
                .find(caller, organization)
                .flatMap(found -> Mono.justOrEmpty(member(found.id(), person))
                        .flatMap(member -> database.sql("""
                                        update directory.admin_erasure set confirmed = true
                                        where organization_id = :organization and member_id = :member""")
                                .bind("organization", found.id().value())
                                .bind("member", member)
                                .then()));
    }
}
