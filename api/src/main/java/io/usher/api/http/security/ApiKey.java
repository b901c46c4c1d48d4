package io.usher.api.http.security;

import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not revoked, as far as a request is concerned.
 *
 * @param organization null = the platform's
 * @param expiresAt null = never
 */
public record ApiKey(
        UUID id,
        @Nullable OrganizationId organization,
        Set<Permission> scopes,
        @Nullable Instant expiresAt) {

    public boolean isOverAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    public Caller caller() {
        return Caller.program(Caller.KEY + id, organization, scopes);
    }
}
