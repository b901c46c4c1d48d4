package io.usher.api.keys;

import static io.usher.runtime.ColumnArrays.texts;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Secret;
import io.usher.api.http.security.SecretFile;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sees to it that the platform has a key with every scope: the configured one, which replaces those that were
 * configured or made before, or, if none is configured and there is none, a new one.
 */
final class PlatformKey {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformKey.class);

    private final DatabaseClient database;
    private final KeyRevocation revocation;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    PlatformKey(DatabaseClient database, AuditLog audit, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        this.database = database;
        this.revocation = new KeyRevocation(database);
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /** Of several instances that start at once on an empty database one makes the key, and writes it to its file. */
    Mono<Void> ensure(AdminToken configured, SecretFile file) {
        if (configured.isSet()) {
            return transactions
                    .inOne(oneAtATime().then(keep(configured.token())))
                    .doOnNext(revoked -> LOG.info(
                            "usher.admin-token: replaces the platform's first key of before (revoked with those that it"
                                    + " made: {})",
                            revoked))
                    .then();
        }
        return transactions
                .inOne(oneAtATime().then(make(file)))
                .doOnNext(made -> LOG.info(
                        "The platform's first key is in {} (keep it elsewhere, then delete the file)", file.path()))
                .then();
    }

    private Mono<Void> oneAtATime() {
        return database.sql("select pg_advisory_xact_lock(hashtextextended('usher_platform_key', 0))")
                .fetch()
                .all()
                .then();
    }

    /** Answers how many keys are revoked; empty if none is. */
    private Mono<Long> keep(String token) {
        return Mono.defer(() -> database.sql("""
                                select id from directory.api_key
                                where created_by in ('configuration', 'usher') and hash <> :hash and revoked_at is null
                                for update""")
                        .bind("hash", KeyHash.of(token).bytes())
                        .map(row -> new Columns(row).uuid("id"))
                        .all()
                        .collectList())
                .flatMap(before -> before.isEmpty() ? Mono.just(0L) : revoke(before))
                .flatMap(revoked ->
                        store(token, "configuration", "configuration").thenReturn(revoked))
                .filter(revoked -> revoked > 0);
    }

    private Mono<Long> revoke(List<UUID> before) {
        return revocation
                .revoke(before, clock.instant())
                .delayUntil(revoked -> Flux.fromIterable(before)
                        .concatMap(
                                key -> audit.recordOwn(Audited.apiKey(null, key, null), "api-key.revoked", null, null))
                        .then());
    }

    /**
     * Empty if there is one. The file is written before the commit, so that no key is lost; if the commit fails, what
     * it holds is no key, and the next start replaces it.
     */
    private Mono<Secret> make(SecretFile file) {
        return Mono.defer(() -> database.sql("""
                                select exists (select from directory.api_key
                                               where organization_id is null and account_id is null and revoked_at is null
                                                 and (expires_at is null or expires_at > :now)
                                                 and :scope = any(scopes)) as present""")
                        .bind("now", clock.instant())
                        .bind("scope", Permission.ORGANIZATIONS_WRITE.wireName())
                        .map(row -> new Columns(row).bool("present"))
                        .one())
                .filter(present -> !present)
                .map(absent -> Secret.create())
                .flatMap(secret -> store(secret.token(), "first", "usher")
                        .then(file.write(secret.token()))
                        .thenReturn(secret));
    }

    private Mono<Void> store(String token, String name, String author) {
        UUID id = ids.get();
        return database.sql("""
                        insert into directory.api_key (id, name, hash, scopes, created_by, created_at)
                        values (:id, :name, :hash, :scopes, :author, :now)
                        on conflict (hash) do update
                            set name = excluded.name, organization_id = null, account_id = null, scopes = excluded.scopes,
                                created_by = excluded.created_by,
                                expires_at = null, revoked_at = null
                        returning id""")
                .bind("id", id)
                .bind("name", name)
                .bind("hash", KeyHash.of(token).bytes())
                .bind("scopes", texts(Permission.scopes(), Permission::wireName))
                .bind("author", author)
                .bind("now", clock.instant())
                .map(row -> new Columns(row).uuid("id"))
                .one()
                .filter(id::equals)
                .flatMap(made -> audit.recordOwn(
                        Audited.apiKey(null, made, name),
                        "api-key.created",
                        null,
                        new KeyProperties(
                                name,
                                Permission.scopes().stream()
                                        .map(Permission::wireName)
                                        .toList(),
                                null)));
    }
}
