package io.usher.api.keys;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.security.Action;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Revokes the keys of people who lose the right to manage keys, inside of the caller's transaction: they stay revoked when the
 * right comes back. Until it is called they are refused by the right that is missing.
 */
@Component
public final class EndingKeys {

    /** Since then a role may have got another name than an event says. */
    private static final String RECENT = "interval '1 hour'";

    private static final String MANAGES_NOW = """
            coalesce((select held.permissions && :managing from onboarding.member_permissions held
                      where held.organization_id = k.organization_id and held.address = a.address), false)""";

    private final DatabaseClient database;
    private final KeyRevocation revocation;
    private final AuditLog audit;
    private final Clock clock;

    EndingKeys(DatabaseClient database, AuditLog audit, Clock clock) {
        this.database = database;
        this.revocation = new KeyRevocation(database);
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What somebody held from a time on.
     *
     * @param address in normal form
     * @param roles by name; none if they were no member any more
     */
    public record Held(OrganizationId organization, String address, List<String> roles, Instant at) {}

    /**
     * After memberships have changed or ended. What is reported late ends no keys that were made later, so it may be reported
     * again.
     */
    public Mono<Void> after(List<Held> changes) {
        return changes.isEmpty()
                ? Mono.empty()
                : revoke(database.sql("""
                                select distinct k.id, k.organization_id, k.name
                                from unnest(:organizations, :addresses, :roles, :times::timestamptz[])
                                    as held (organization_id, address, roles, at)
                                join directory.account a on a.address = held.address and not a.platform_admin
                                join directory.api_key k on k.account_id = a.id and k.organization_id = held.organization_id
                                    and k.revoked_at is null and k.created_at <= held.at
                                where not exists (
                                    select from directory.grantable r
                                    where r.organization_id = held.organization_id and r.kind = 'role'
                                      and r.deleted_at is null and r.permissions && :managing
                                      and not (r.built_in and r.name = 'manager')
                                      and lower(r.name) = any(string_to_array(lower(held.roles), E'\n')))
                                  and (held.at > now() - %s or not %s)""".formatted(RECENT, MANAGES_NOW))
                        .bind(
                                "organizations",
                                uuids(changes, one -> one.organization().value()))
                        .bind("addresses", texts(changes, Held::address))
                        .bind("roles", texts(changes, one -> String.join("\n", one.roles())))
                        .bind("times", texts(changes, one -> one.at().toString())));
    }

    /** After what a role permits was changed, or it was deleted. */
    public Mono<Void> in(OrganizationId organization) {
        return revoke(database.sql("""
                        select k.id, k.organization_id, k.name
                        from directory.api_key k join directory.account a on a.id = k.account_id and not a.platform_admin
                        where k.organization_id = :organization and k.revoked_at is null and not %s""".formatted(MANAGES_NOW)).bind("organization", organization.value()));
    }

    private Mono<Void> revoke(GenericExecuteSpec ended) {
        return ended.bind("managing", texts(Action.MANAGE_KEYS.permissions(), name -> name))
                .map(row -> key(new Columns(row)))
                .all()
                .collectList()
                .flatMapIterable(keys -> keys)
                .concatMap(key -> revocation
                        .revoke(List.of(key.id()), clock.instant())
                        .then(audit.recordOwn(
                                Audited.apiKey(key.organization(), key.id(), key.name()),
                                "api-key.revoked",
                                new Revoked(key.name()),
                                null)))
                .then();
    }

    private static EndedKey key(Columns row) {
        return new EndedKey(row.uuid("id"), new OrganizationId(row.uuid("organization_id")), row.text("name"));
    }

    private record EndedKey(UUID id, OrganizationId organization, String name) {}

    /** As the audit log has it. */
    private record Revoked(String name) {}
}
