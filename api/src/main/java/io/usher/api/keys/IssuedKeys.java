package io.usher.api.keys;

import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.KeyHash;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys that are not revoked: an organization's, or without one the platform's. */
public interface IssuedKeys {

    /**
     * Adds the key as it is answered: it expires when its maker does at the latest. Empty, and nothing is added, if
     * the maker is revoked or expired.
     *
     * @param maker the key that makes it
     */
    Mono<IssuedKey> add(@Nullable OrganizationId organization, IssuedKey key, UUID maker, KeyHash hash);

    /** In the order of their ids. */
    Flux<IssuedKey> list(@Nullable OrganizationId organization, PageRequest page);

    /**
     * Revokes the key, the keys that it made, the keys that those made, and so on. False, and nothing is revoked, if
     * there is no such key.
     */
    Mono<Boolean> revoke(@Nullable OrganizationId organization, UUID key, Instant now);
}
