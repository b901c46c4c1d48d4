package io.usher.api.keys;

import io.usher.api.audit.AuditLog;
import io.usher.api.database.Transactions;
import io.usher.api.database.WorkAtStart;
import io.usher.api.http.security.SecretFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Waits for the platform's key before the first request is taken, and so for the database. */
@Component
final class PlatformKeyAtStart extends WorkAtStart {

    private final PlatformKey key;
    private final AdminToken configured;
    private final SecretFile file;

    PlatformKeyAtStart(
            DatabaseClient database,
            AuditLog audit,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids,
            Configured configured) {
        this.key = new PlatformKey(database, audit, transactions, clock, ids);
        this.configured = new AdminToken(configured.adminToken());
        this.file =
                new SecretFile("usher.first-key-file", configured.firstKeyFile().toAbsolutePath());
    }

    @Override
    protected Mono<Void> work() {
        return key.ensure(configured, file);
    }

    /**
     * What is configured of it.
     *
     * @param adminToken {@code usher.admin-token}; empty = none
     * @param firstKeyFile {@code usher.first-key-file}; where the first key is written if Usher makes it
     */
    @ConfigurationProperties("usher")
    record Configured(@DefaultValue("") String adminToken, Path firstKeyFile) {}
}
