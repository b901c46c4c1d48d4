package io.usher.api.keys;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Caller;
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

    private static final String COLUMNS = "id, name, scopes, expires_at, created_by, created_at, used_at";

    private static final String MAKING_KEY = """
            select expires_at, account_id from directory.api_key
            where id = :maker and revoked_at is null and (expires_at is null or expires_at > :createdAt)
            for share""";

    private static final String MAKING_PERSON = """
            select null::timestamptz as expires_at, id as account_id from directory.account where id = :maker for share""";

    private static final String MAKING_TOKEN =
            "select cast(:maker as timestamptz) as expires_at, null::uuid as account_id";

    private final DatabaseClient database;
    private final KeyRevocation revocation;

    IssuedKeys(DatabaseClient database) {
        this.database = database;
        this.revocation = new KeyRevocation(database);
    }

    /**
     * Adds the key as it is answered: it expires when its maker, a key or a token, does at the latest. Empty, and nothing is added, if
     * the maker is revoked or expired, or has no account any more. The maker's row is locked, so that it is not revoked in
     * between: its revocation then finds the new key. It is known which person it comes from, however many keys are in
     * between.
     */
    Mono<IssuedKey> add(@Nullable OrganizationId organization, IssuedKey key, Caller maker, KeyHash hash) {
        return database.sql("""
                        insert into directory.api_key
                            (id, organization_id, name, hash, scopes, expires_at, created_by, account_id, created_at)
                        select :id, :organization::uuid, :name, :hash, :scopes,
                               least(:expiresAt::timestamptz, maker.expires_at), :createdBy, maker.account_id, :createdAt
                        from (%s) as maker
                        returning %s""".formatted(making(maker), COLUMNS))
                .bind("id", key.id())
                .bind("organization", orNull(organization == null ? null : organization.value(), UUID.class))
                .bind("name", key.name())
                .bind("hash", hash.bytes())
                .bind("scopes", texts(key.scopes(), Permission::wireName))
                .bind("expiresAt", orNull(key.expiresAt(), Instant.class))
                .bind("createdBy", key.createdBy())
                .bind("createdAt", key.createdAt())
                .bind(
                        "maker",
                        maker.endsAt() == null ? maker.key().or(maker::account).orElseThrow() : maker.endsAt())
                .map(IssuedKeys::key)
                .one();
    }

    private static String making(Caller maker) {
        if (maker.endsAt() != null) {
            return MAKING_TOKEN;
        }
        return maker.key().isPresent() ? MAKING_KEY : MAKING_PERSON;
    }

    /**
     * Whether the key of that id, revoked or not, is the organization's; empty if there is none. Until the transaction ends
     * nobody else asks that.
     */
    Mono<Boolean> isOwn(@Nullable OrganizationId organization, UUID key) {
        return database.sql("select pg_advisory_xact_lock(hashtextextended('api key ' || :id::text, 0))")
                .bind("id", key)
                .fetch()
                .all()
                // Only a statement that begins after the wait sees what was added during it.
                .then(Mono.defer(() -> database.sql("""
                                select organization_id is not distinct from :organization::uuid as own
                                from directory.api_key where id = :id""")
                        .bind("organization", orNull(organization == null ? null : organization.value(), UUID.class))
                        .bind("id", key)
                        .map(row -> new Columns(row).bool("own"))
                        .one()));
    }

    /** Empty if there is no such key. */
    Mono<IssuedKey> find(@Nullable OrganizationId organization, UUID key) {
        return of(
                        organization,
                        "select " + COLUMNS + " from directory.api_key where %s and id = :id and revoked_at is null")
                .bind("id", key)
                .map(IssuedKeys::key)
                .one();
    }

    /**
     * In the order of their ids.
     *
     * @param q part of the name; null = all
     */
    Flux<IssuedKey> list(@Nullable OrganizationId organization, @Nullable String q, PageRequest page) {
        return of(
                        organization,
                        "select " + COLUMNS + " from directory.api_key where %s and revoked_at is null"
                                + " and (:after::uuid is null or id > :after)"
                                + " and (:q::text is null or strpos(lower(name), lower(:q)) > 0)"
                                + " order by id limit :limit")
                .bind("q", orNull(q, String.class))
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("limit", page.fetch())
                .map(IssuedKeys::key)
                .all();
    }

    /**
     * Revokes the key, the keys that it made, the keys that those made, and so on. Returns the key; empty, and nothing is
     * revoked, if there is no such key.
     */
    Mono<IssuedKey> revoke(@Nullable OrganizationId organization, UUID key, Instant now) {
        return of(
                        organization,
                        "select " + COLUMNS
                                + " from directory.api_key where %s and id = :id and revoked_at is null for update")
                .bind("id", key)
                .map(IssuedKeys::key)
                .one()
                .delayUntil(found -> revocation.revoke(List.of(found.id()), now));
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
                columns.instant("created_at"),
                columns.optionalInstant("used_at"));
    }
}
