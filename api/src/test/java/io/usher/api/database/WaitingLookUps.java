package io.usher.api.database;

import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps every look-up of an invitation waiting until it is closed. */
final class WaitingLookUps implements AutoCloseable {

    /** The connections for look-ups of invitations. */
    private static final int CONNECTIONS = 4;

    /** As many as are looked up at a time for one tenant. */
    private static final int OF_A_TENANT = 2;

    private final Connection lock;
    private final Disposable.Composite flood = Disposables.composite();

    WaitingLookUps(Database database) throws SQLException {
        lock = DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
        lock.setAutoCommit(false);
        try (Statement statement = lock.createStatement()) {
            statement.execute("lock table directory.invitation in access exclusive mode");
        }
    }

    /** Asks, with keys of several tenants, again and again, and returns when all connections are taken. */
    void takeAllConnections(List<WebTestClient> tenants) {
        flood.add(Flux.fromIterable(tenants)
                .repeat(OF_A_TENANT - 1)
                .flatMap(
                        tenant -> Mono.fromRunnable(() -> askForASeat(tenant))
                                .subscribeOn(Schedulers.boundedElastic())
                                .repeat(),
                        OF_A_TENANT * tenants.size())
                .subscribe());
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == CONNECTIONS);
    }

    private int waiting() throws SQLException {
        try (Statement statement = lock.createStatement();
                ResultSet row = statement.executeQuery("""
                        select count(*) from pg_locks
                        where relation = 'directory.invitation'::regclass and not granted""")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void askForASeat(WebTestClient tenant) {
        assertThat(post(
                                tenant,
                                "/api/v1/invitations/%s/acceptances".formatted(UUID.randomUUID()),
                                Map.of("email", "ada@example.com"))
                        .status())
                .isGreaterThanOrEqualTo(400);
    }

    @Override
    public void close() throws SQLException {
        flood.dispose();
        lock.close();
    }
}
