package io.usher.api.http.security;

import io.r2dbc.spi.Readable;
import io.usher.api.database.Lookups;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcApiKeys implements ApiKeys {

    private static final String SELECT = """
            select k.id, k.organization_id, k.scopes, k.expires_at, k.account_id,
                   coalesce(a.platform_admin, false) as platform_admin,
                   coalesce(held.permissions, '{}') as permissions,
                   coalesce(k.used_at < now() - interval '1 minute', true) as unnoted
            from directory.api_key k
            left join directory.account a on a.id = k.account_id
            left join onboarding.member_permissions held
                on held.organization_id = k.organization_id and held.address = a.address
            where k.revoked_at is null and\s""";

    private final DatabaseClient database;
    private final Consumer<UUID> used;

    @Autowired
    R2dbcApiKeys(Lookups lookups, UsedKeys used) {
        this(lookups.keys(), used::add);
    }

    /** @param used is told which keys were used and have to be updated */
    R2dbcApiKeys(DatabaseClient database, Consumer<UUID> used) {
        this.database = database;
        this.used = used;
    }

    @Override
    public Mono<ApiKey> find(KeyHash hash) {
        return database.sql(SELECT + "k.hash = :hash")
                .bind("hash", hash.bytes())
                .map(row -> new Found(key(row), new Columns(row).bool("unnoted")))
                .one()
                .filter(found -> isGoodForSomething(found.key()))
                .doOnNext(found -> {
                    if (found.unnoted()) {
                        used.accept(found.key().id());
                    }
                })
                .map(Found::key);
    }

    private record Found(ApiKey key, boolean unnoted) {}

    private static boolean isGoodForSomething(ApiKey key) {
        return !key.scopes().isEmpty();
    }

    @Override
    public Flux<ApiKey> findAll(List<UUID> ids) {
        return database.sql(SELECT + "k.id = any(:ids)")
                .bind("ids", ids.toArray(UUID[]::new))
                .map(R2dbcApiKeys::key)
                .all()
                .filter(R2dbcApiKeys::isGoodForSomething);
    }

    private static ApiKey key(Readable row) {
        Columns columns = new Columns(row);
        UUID organization = columns.optionalUuid("organization_id");
        Predicate<Permission> stillIssued = issued(columns);
        return new ApiKey(
                columns.uuid("id"),
                organization == null ? null : new OrganizationId(organization),
                // A scope that only a newer version of this program knows is none that this one could grant.
                columns.texts("scopes").stream()
                        .map(Permission::scopeNamed)
                        .flatMap(Optional::stream)
                        .filter(stillIssued)
                        .collect(Collectors.toSet()),
                columns.optionalInstant("expires_at"));
    }

    /** What a person gave to a key ends with their right to give it. */
    private static Predicate<Permission> issued(Columns columns) {
        if (columns.optionalUuid("account_id") == null || columns.bool("platform_admin")) {
            return scope -> true;
        }
        Rights maker = Rights.everywhere(Permission.heldByRoles(columns.texts("permissions")));
        return maker.allow(Action.MANAGE_KEYS) ? maker::mayIssue : scope -> false;
    }
}
