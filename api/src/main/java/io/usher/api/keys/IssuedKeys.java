package io.usher.api.keys;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Permission;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys that are not revoked: an organization's, or without one the platform's. */
@Component
final class IssuedKeys {

    private static final String COLUMNS = "id, name, scopes, expires_at, created_by, created_at";

    private final DatabaseClient database;
    private final KeyRevocation revocation;

    IssuedKeys(DatabaseClient database) {
        this.database = database;
        this.revocation = new KeyRevocation(database);
    }

    /**
     * Adds the key as it is answered: it expires when its maker does at the latest. Empty, and nothing is added, if
     * the maker is revoked or expired. The maker's row is locked, so that it is not revoked in between: its revocation
     * then finds the new key.
     *
     * @param maker the key that makes it
     */
    Mono<IssuedKey> add(@Nullable OrganizationId organization, IssuedKey key, UUID maker, KeyHash hash) {
        return database.sql("""
                        insert into directory.api_key
                            (id, organization_id, name, hash, scopes, expires_at, created_by, created_at)
                        select :id, :organization::uuid, :name, :hash, :scopes,
                               least(:expiresAt::timestamptz, maker.expires_at), :createdBy, :createdAt
                        from (select expires_at from directory.api_key
                              where id = :maker and revoked_at is null
                                and (expires_at is null or expires_at > :createdAt)
                              for share) as maker
                        returning %s""".formatted(COLUMNS))
                .bind("id", key.id())
                .bind("organization", orNull(organization == null ? null : organization.value(), UUID.class))
                .bind("name", key.name())
                .bind("hash", hash.bytes())
                .bind("scopes", key.scopes().stream().map(Permission::wireName).toArray(String[]::new))
                .bind("expiresAt", orNull(key.expiresAt(), Instant.class))
                .bind("createdBy", key.createdBy())
                .bind("createdAt", key.createdAt())
                .bind("maker", maker)
                .map(IssuedKeys::key)
                .one();
    }

    /** In the order of their ids. */
    Flux<IssuedKey> list(@Nullable OrganizationId organization, PageRequest page) {
        return of(
                        organization,
                        "select " + COLUMNS + " from directory.api_key where %s and revoked_at is null"
                                + " and (:after::uuid is null or id > :after) order by id limit :limit")
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("limit", page.fetch())
                .map(IssuedKeys::key)
                .all();
    }

    /**
     * Revokes the key, the keys that it made, the keys that those made, and so on. False, and nothing is revoked, if
     * there is no such key.
     */
    Mono<Boolean> revoke(@Nullable OrganizationId organization, UUID key, Instant now) {
        return of(
                        organization,
                        "select id from directory.api_key where %s and id = :id and revoked_at is null for update")
                .bind("id", key)
                .map(row -> new Columns(row).uuid("id"))
                .one()
                .flatMap(found -> revocation.revoke(List.of(found), now))
                .map(revoked -> true)
                .defaultIfEmpty(false);
    }

    /** The statement with the condition that a key is the organization's, or without one the platform's. */
    private GenericExecuteSpec of(@Nullable OrganizationId organization, String statement) {
        return organization == null
                ? database.sql(statement.formatted("organization_id is null"))
                : database.sql(statement.formatted("organization_id = :organization"))
                        .bind("organization", organization.value());
    }

    private static IssuedKey key(Readable row) {
        Columns columns = new Columns(row);
        return new IssuedKey(
                columns.uuid("id"),
                columns.text("name"),
                columns.texts("scopes").stream()
                        .map(Permission::scopeNamed)
                        .flatMap(Optional::stream)
                        .toList(),
                columns.optionalInstant("expires_at"),
                columns.text("created_by"),
                columns.instant("created_at"));
    }
}
