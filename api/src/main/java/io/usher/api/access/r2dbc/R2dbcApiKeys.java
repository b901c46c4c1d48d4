package io.usher.api.access.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.api.access.ApiKey;
import io.usher.api.access.ApiKeys;
import io.usher.api.access.KeyHash;
import io.usher.api.access.Scope;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcApiKeys implements ApiKeys {

    private final DatabaseClient database;

    R2dbcApiKeys(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<ApiKey> find(KeyHash hash) {
        return database.sql("""
                        select id, organization_id, scopes, expires_at
                        from directory.api_key
                        where hash = :hash and revoked_at is null""")
                .bind("hash", hash.bytes())
                .map(R2dbcApiKeys::key)
                .one();
    }

    private static ApiKey key(Readable row) {
        UUID organization = row.get("organization_id", UUID.class);
        String[] scopes = Objects.requireNonNull(row.get("scopes", String[].class));
        return new ApiKey(
                Objects.requireNonNull(row.get("id", UUID.class)),
                organization == null ? null : new OrganizationId(organization),
                // A scope that a newer version of this program knows is none that this one could grant.
                Arrays.stream(scopes)
                        .map(Scope::named)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                row.get("expires_at", Instant.class));
    }
}
