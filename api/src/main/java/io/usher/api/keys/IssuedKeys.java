package io.usher.api.keys;

import io.usher.api.access.KeyHash;
import io.usher.api.listing.PageRequest;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys of organizations that are not revoked. */
public interface IssuedKeys {

    Mono<Void> add(OrganizationId organization, IssuedKey key, KeyHash hash);

    /** In the order of their ids. */
    Flux<IssuedKey> list(OrganizationId organization, PageRequest page);

    /** False where the organization has no such key, or none any more. */
    Mono<Boolean> revoke(OrganizationId organization, UUID key, Instant now);
}
