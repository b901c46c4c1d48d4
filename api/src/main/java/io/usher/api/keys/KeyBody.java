package io.usher.api.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.security.Permission;
import io.usher.api.keys.IssuingKeys.Issue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key as it is answered. */
@Schema(name = "ApiKey")
public record KeyBody(
        UUID id,
        String name,
        List<String> scopes,

        @Schema(description = "At the latest when the key that made it expires; null = never") @Nullable Instant expiresAt,

        @Schema(description = "The caller who made it") String createdBy,
        Instant createdAt,

        @Schema(description = "When it was sent with a request the last time, to the minute or so; null = never")
        @Nullable Instant lastUsedAt,

        @Schema(description = "The bearer token; only in the answer that made the key")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String secret) {

    public static KeyBody from(IssuedKey key) {
        return from(key, null);
    }

    public static KeyBody from(Issue issue) {
        return from(issue.key(), issue.secret().token());
    }

    private static KeyBody from(IssuedKey key, @Nullable String secret) {
        return new KeyBody(
                key.id(),
                key.name(),
                key.scopes().stream().map(Permission::wireName).toList(),
                key.expiresAt(),
                key.createdBy(),
                key.createdAt(),
                key.usedAt(),
                secret);
    }
}
