package io.usher.api.keys.r2dbc;

import static io.usher.api.storing.r2dbc.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.access.KeyHash;
import io.usher.api.access.Scope;
import io.usher.api.keys.IssuedKey;
import io.usher.api.keys.IssuedKeys;
import io.usher.api.listing.PageRequest;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcIssuedKeys implements IssuedKeys {

    private final DatabaseClient database;

    R2dbcIssuedKeys(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> add(OrganizationId organization, IssuedKey key, KeyHash hash) {
        return database.sql("""
                        insert into directory.api_key
                            (id, organization_id, name, hash, scopes, expires_at, created_by, created_at)
                        values (:id, :organization, :name, :hash, :scopes, :expiresAt, :createdBy, :createdAt)""")
                .bind("id", key.id())
                .bind("organization", organization.value())
                .bind("name", key.name())
                .bind("hash", hash.bytes())
                .bind("scopes", key.scopes().stream().map(Scope::wireName).toArray(String[]::new))
                .bind("expiresAt", orNull(key.expiresAt(), Instant.class))
                .bind("createdBy", key.createdBy())
                .bind("createdAt", key.createdAt())
                .then();
    }

    @Override
    public Flux<IssuedKey> list(OrganizationId organization, PageRequest page) {
        return database.sql("""
                        select id, name, scopes, expires_at, created_by, created_at from directory.api_key
                        where organization_id = :organization and revoked_at is null
                          and (:after::uuid is null or id > :after)
                        order by id limit :limit""")
                .bind("organization", organization.value())
                .bind("after", orNull(page.after(), UUID.class))
                .bind("limit", page.fetch())
                .map(R2dbcIssuedKeys::key)
                .all();
    }

    @Override
    public Mono<Boolean> revoke(OrganizationId organization, UUID key, Instant now) {
        return database.sql("""
                        update directory.api_key set revoked_at = :now
                        where id = :id and organization_id = :organization and revoked_at is null""")
                .bind("now", now)
                .bind("id", key)
                .bind("organization", organization.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    private static IssuedKey key(Readable row) {
        Columns columns = new Columns(row);
        return new IssuedKey(
                columns.uuid("id"),
                columns.text("name"),
                columns.texts("scopes").stream()
                        .map(Scope::named)
                        .flatMap(Optional::stream)
                        .toList(),
                columns.optionalInstant("expires_at"),
                columns.text("created_by"),
                columns.instant("created_at"));
    }
}
