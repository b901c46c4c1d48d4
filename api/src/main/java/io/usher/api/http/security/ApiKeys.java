package io.usher.api.http.security;

import reactor.core.publisher.Mono;

/** The keys that are not revoked. */
public interface ApiKeys {

    /** Empty where there is none, or none any more. */
    Mono<ApiKey> find(KeyHash hash);
}
