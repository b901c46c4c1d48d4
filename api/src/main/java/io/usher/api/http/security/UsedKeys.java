package io.usher.api.http.security;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Collects the keys that were used, and updates them together, so that no request waits for that. */
@Component
final class UsedKeys {

    /** Skips a locked row; the next look-up updates it. */
    private static final String UPDATE = """
            update directory.api_key set used_at = now()
            where id in (
                select id from directory.api_key
                where id = any(:ids) and (expires_at is null or expires_at > now())
                  and coalesce(used_at < now() - interval '1 minute', true)
                for no key update skip locked)""";

    private final DatabaseClient database;
    private final Set<UUID> used = ConcurrentHashMap.newKeySet();

    UsedKeys(DatabaseClient database) {
        this.database = database;
    }

    void add(UUID key) {
        used.add(key);
    }

    /** Updates {@code used_at} at most once a minute. If that fails, the next look-up of a key adds it again. */
    Mono<Void> update() {
        return Mono.defer(() -> {
            Set<UUID> keys = Set.copyOf(used);
            used.removeAll(keys);
            return keys.isEmpty()
                    ? Mono.empty()
                    : database.sql(UPDATE)
                            .bind("ids", keys.toArray(UUID[]::new))
                            .then();
        });
    }
}
