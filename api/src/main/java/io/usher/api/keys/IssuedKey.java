package io.usher.api.keys;

import io.usher.api.http.security.Permission;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown: its secret is known to nobody but its holder.
 *
 * @param expiresAt null = never
 * @param createdBy the caller who made it
 * @param usedAt to the minute or so; null = it was never used
 */
public record IssuedKey(
        UUID id,
        String name,
        List<Permission> scopes,
        @Nullable Instant expiresAt,
        String createdBy,
        Instant createdAt,
        @Nullable Instant usedAt) {}
