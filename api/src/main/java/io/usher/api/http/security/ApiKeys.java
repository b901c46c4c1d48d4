package io.usher.api.http.security;

import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys that are not revoked, and with which something may still be done. */
public interface ApiKeys {

    /** Empty where there is none, or none any more. */
    Mono<ApiKey> find(KeyHash hash);

    /** Those that there are of them. */
    Flux<ApiKey> findAll(List<UUID> ids);
}
