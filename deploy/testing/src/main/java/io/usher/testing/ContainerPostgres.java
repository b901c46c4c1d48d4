package io.usher.testing;

import io.usher.embedded.Database;
import io.usher.embedded.Databases;
import io.usher.embedded.Ports;
import io.usher.embedded.PostgresServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container that keeps its port when it is stopped and started. */
final class ContainerPostgres implements PostgresServer {

    private static final String IMAGE = "postgres:18";
    private static final String PASSWORD = "usher";

    private final PostgreSQLContainer container;
    private final ContainerSwitch onOff;
    private final int port;

    private ContainerPostgres(PostgreSQLContainer container, int port) {
        this.container = container;
        this.port = port;
        this.onOff = new ContainerSwitch(
                container,
                () -> Unreliables.retryUntilTrue(
                        ContainerSwitch.TIMEOUT_SECONDS, TimeUnit.SECONDS, databases()::answer));
    }

    static ContainerPostgres run() {
        int port = Ports.claim("PostgreSQL", 0);
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200", "-c", "timezone=UTC");
        container.setPortBindings(List.of(port + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
        container.start();
        return new ContainerPostgres(container, port);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String superuser() {
        return container.getUsername();
    }

    @Override
    public String superuserPassword() {
        return PASSWORD;
    }

    @Override
    public Database createDatabase(String name) {
        return databases().create(name, null);
    }

    private Databases databases() {
        return new Databases(host(), port, superuser(), PASSWORD, PASSWORD);
    }

    @Override
    public void stop() {
        onOff.stop();
    }

    @Override
    public void start() {
        onOff.start();
    }

    @Override
    public void close() {
        onOff.remove();
    }
}
