package io.usher.api.keys.r2dbc;

import io.usher.api.access.KeyHash;
import io.usher.api.access.Scope;
import io.usher.api.access.Secret;
import io.usher.api.keys.AdminToken;
import io.usher.api.storing.Transactions;
import io.usher.api.storing.r2dbc.Columns;
import java.time.Clock;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Sees to it that the platform has a key with every scope: the configured one, which replaces one configured before,
 * or, where none is configured and there is none, a new one.
 */
final class PlatformKey {

    /** Programs that start this one read the token from this line. */
    static final String ANNOUNCEMENT = "The platform's first key, shown this once: {}";

    private static final Logger LOG = LoggerFactory.getLogger(PlatformKey.class);

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    PlatformKey(DatabaseClient database, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /** Of several instances that start at once on an empty database one makes the key. */
    Mono<Void> ensure(AdminToken configured) {
        if (configured.isSet()) {
            return transactions.inOne(oneAtATime().then(keep(configured.token())));
        }
        // Shown when it is committed: before that there is no such key.
        return transactions
                .inOne(oneAtATime().then(make()))
                .doOnNext(made -> LOG.info(ANNOUNCEMENT, made.token()))
                .then();
    }

    private Mono<Void> oneAtATime() {
        return database.sql("select pg_advisory_xact_lock(hashtextextended('usher_platform_key', 0))")
                .fetch()
                .all()
                .then();
    }

    private Mono<Void> keep(String token) {
        return Mono.defer(() -> database.sql("""
                                update directory.api_key set revoked_at = :now
                                where created_by = 'configuration' and hash <> :hash and revoked_at is null""")
                        .bind("now", clock.instant())
                        .bind("hash", KeyHash.of(token).bytes())
                        .then())
                .then(Mono.defer(() -> store(token, "configured", "configuration")));
    }

    /** Empty where there is one. */
    private Mono<Secret> make() {
        return database.sql("""
                        select exists (select from directory.api_key
                                       where organization_id is null and revoked_at is null) as present""")
                .map(row -> new Columns(row).bool("present"))
                .one()
                .filter(present -> !present)
                .map(absent -> Secret.create())
                .flatMap(secret -> store(secret.token(), "first", "usher").thenReturn(secret));
    }

    private Mono<Void> store(String token, String name, String author) {
        return database.sql("""
                        insert into directory.api_key (id, name, hash, scopes, created_by, created_at)
                        values (:id, :name, :hash, :scopes, :author, :now)
                        on conflict (hash) do update
                            set organization_id = null, scopes = excluded.scopes, created_by = excluded.created_by,
                                expires_at = null, revoked_at = null""")
                .bind("id", ids.get())
                .bind("name", name)
                .bind("hash", KeyHash.of(token).bytes())
                .bind(
                        "scopes",
                        Arrays.stream(Scope.values()).map(Scope::wireName).toArray(String[]::new))
                .bind("author", author)
                .bind("now", clock.instant())
                .then();
    }
}
