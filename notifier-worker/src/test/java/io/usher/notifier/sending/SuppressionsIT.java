package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** On a database that nobody else uses. */
final class SuppressionsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final String ADA = "ada@example.com";

    private final Database database = TestServers.freshDatabase();
    private final ConnectionFactory connections =
            ConnectionFactories.get(ConnectionFactoryOptions.parse(database.r2dbcUrl())
                    .mutate()
                    .option(ConnectionFactoryOptions.USER, "usher_notifier_worker")
                    .option(ConnectionFactoryOptions.PASSWORD, database.letIn("usher_notifier_worker"))
                    .build());
    private final Suppressions suppressions = new Suppressions(
            DatabaseClient.create(connections), TransactionalOperator.create(new R2dbcTransactionManager(connections)));
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());

    /** An erasure has looked for the address and is not committed. */
    @Test
    void whoUnsubscribesWhileTheyAreErasedLeavesNoAddress() throws SQLException {
        try (Connection erasure =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = erasure.createStatement()) {
            erasure.setAutoCommit(false);
            statement.execute("lock table notification.erasure in exclusive mode");
            statement.execute("insert into notification.erasure values (notification.person('%s', '%s'), now())"
                    .formatted(organization, ADA));
            CompletableFuture<@Nullable Void> unsubscribed = suppressions
                    .unsubscribe(new EmailUnsubscriptionRequested(
                            new CommandId(UUID.randomUUID()), organization, ADA, Instant.EPOCH))
                    .toFuture();
            await().atMost(A_WHILE)
                    .until(() -> unsubscribed.isDone()
                            || count(
                                            statement,
                                            "pg_locks where locktype = 'relation' and not granted and database ="
                                                    + " (select oid from pg_database where datname = current_database())")
                                    == 1);
            erasure.commit();

            assertThat(unsubscribed).succeedsWithin(A_WHILE);
            assertThat(count(statement, "notification.suppression")).isOne();
            assertThat(count(statement, "notification.suppression where address is not null"))
                    .isZero();
        }
    }

    private static long count(Statement statement, String from) throws SQLException {
        try (ResultSet result = statement.executeQuery("select count(*) from " + from)) {
            result.next();
            return result.getLong(1);
        }
    }
}
