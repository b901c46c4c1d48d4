package io.usher.servers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container whose port on this machine stays the same when it is stopped and started. */
final class ContainerPostgres implements PostgresServer {

    private static final String IMAGE = "postgres:18";
    private static final String PASSWORD = "usher";
    private static final int TIMEOUT_SECONDS = 60;

    private final PostgreSQLContainer container;
    private final int port;

    @GuardedBy("this") private boolean running = true;

    private ContainerPostgres(PostgreSQLContainer container, int port) {
        this.container = container;
        this.port = port;
    }

    static ContainerPostgres run() {
        int port = Ports.claim("PostgreSQL", 0);
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "max_connections=200", "-c", "timezone=UTC");
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
    public synchronized void stop() {
        if (running) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(TIMEOUT_SECONDS)
                    .exec();
            running = false;
        }
    }

    @Override
    public synchronized void start() {
        if (!running) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
            Unreliables.retryUntilTrue(TIMEOUT_SECONDS, TimeUnit.SECONDS, databases()::answer);
            running = true;
        }
    }

    @Override
    public synchronized void close() {
        container.stop();
        running = false;
    }
}
