package io.usher.api.http.security;

import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys that are not revoked, and with which something may still be done. */
public interface ApiKeys {

    /** As they are read by this client, and in its transactions. None of that is a use of a key. */
    static ApiKeys readBy(DatabaseClient database) {
        return new R2dbcApiKeys(database, used -> {});
    }

    /** Finds the key of a request. Empty if there is no such key or it was revoked. */
    Mono<ApiKey> find(KeyHash hash);

    /** Those that there are of them. */
    Flux<ApiKey> findAll(List<UUID> ids);
}
