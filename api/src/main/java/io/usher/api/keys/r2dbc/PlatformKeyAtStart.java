package io.usher.api.keys.r2dbc;

import io.usher.api.keys.AdminToken;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

/** Waits for the platform's key before the first request is taken. */
@Component
final class PlatformKeyAtStart implements SmartLifecycle {

    private final PlatformKey key;
    private final AdminToken configured;
    private boolean running;

    PlatformKeyAtStart(
            DatabaseClient database,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids,
            Configured configured) {
        this.key = new PlatformKey(database, transactions, clock, ids);
        this.configured = new AdminToken(configured.adminToken());
    }

    /** The one blocking edge of this program: a start that fails must fail the program. */
    @Override
    public synchronized void start() {
        key.ensure(configured).block();
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
     */
    @ConfigurationProperties("usher")
    record Configured(@DefaultValue("") String adminToken) {}
}
