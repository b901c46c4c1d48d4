package io.usher.api.keys;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Revokes keys together with all that descend from them, inside of the caller's transaction. */
final class KeyRevocation {

    private static final String DESCENDANTS = """
            with recursive descendant as (
                select id from directory.api_key where id = any(:roots)
                union
                select made.id from descendant join directory.api_key made on made.created_by = 'key:' || descendant.id)
            update directory.api_key set revoked_at = :now
            where id in (select id from descendant) and revoked_at is null""";

    private final DatabaseClient database;

    KeyRevocation(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Answers how many keys are revoked. Repeated until there is none left: a key that was being made while its maker
     * was revoked is seen by the next statement alone.
     */
    Mono<Long> revoke(List<UUID> roots, Instant now) {
        return revokeOnce(roots, now)
                .expand(revoked -> revoked == 0 ? Mono.empty() : revokeOnce(roots, now))
                .reduce(0L, Long::sum);
    }

    private Mono<Long> revokeOnce(List<UUID> roots, Instant now) {
        return Mono.defer(() -> database.sql(DESCENDANTS)
                .bind("roots", roots.toArray(UUID[]::new))
                .bind("now", now)
                .fetch()
                .rowsUpdated());
    }
}
