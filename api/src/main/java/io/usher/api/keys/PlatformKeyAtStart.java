package io.usher.api.keys;

import io.usher.api.audit.AuditLog;
import io.usher.api.database.StartWithoutDatabase;
import io.usher.api.database.Transactions;
import io.usher.api.http.security.SecretFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

/**
 * Waits for the platform's key before the first request is taken, and so for the database.
 */
@Component
final class PlatformKeyAtStart implements SmartLifecycle {

    private final PlatformKey key;
    private final AdminToken configured;
    private final SecretFile file;
    private boolean running;

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

    /** Blocks: a start that fails must fail the program. */
    @Override
    public synchronized void start() {
        key.ensure(configured, file).retryWhen(StartWithoutDatabase.retry()).block();
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Before the relay and the web server. */
    @Override
    public int getPhase() {
        return 0;
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
