package io.usher.api.http.security;

import io.r2dbc.spi.Readable;
import io.usher.api.database.Lookups;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcApiKeys implements ApiKeys {

    private final DatabaseClient database;

    R2dbcApiKeys(Lookups lookups) {
        this.database = lookups.keys();
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
        Columns columns = new Columns(row);
        UUID organization = columns.optionalUuid("organization_id");
        return new ApiKey(
                columns.uuid("id"),
                organization == null ? null : new OrganizationId(organization),
                // A scope that only a newer version of this program knows is none that this one could grant.
                columns.texts("scopes").stream()
                        .map(Permission::scopeNamed)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                columns.optionalInstant("expires_at"));
    }
}
