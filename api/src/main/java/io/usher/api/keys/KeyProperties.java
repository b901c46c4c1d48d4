package io.usher.api.keys;

import io.usher.api.http.security.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the audit log says about a key. */
record KeyProperties(
        String name, List<String> scopes, @Nullable Instant expiresAt) {

    static KeyProperties from(IssuedKey key) {
        return new KeyProperties(
                key.name(), key.scopes().stream().map(Permission::wireName).toList(), key.expiresAt());
    }
}
