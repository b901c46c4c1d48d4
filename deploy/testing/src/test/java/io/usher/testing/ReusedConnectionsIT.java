package io.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class ReusedConnectionsIT {

    private static final String SESSION = "select pg_backend_pid()";

    private final Database database = TestServers.freshDatabase();

    @Test
    void whoClosesAConnectionLeavesItToTheNext() throws SQLException {
        int first = number(database, SESSION);

        assertThat(number(database, SESSION)).isEqualTo(first);
        assertThat(number(TestServers.freshDatabase(), SESSION)).isNotEqualTo(first);
    }

    @Test
    void aConnectionThatTheServerHasEndedIsNotHandedOut() throws SQLException {
        int first = number(database, SESSION);
        try (Connection other =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend(%d, 10000)".formatted(first));
        }

        assertThat(number(database, SESSION)).isNotEqualTo(first);
    }

    /** What is left to the next has no open transaction. */
    @Test
    void aTransactionEndsWithItsConnection() throws SQLException {
        try (Connection changing = ReusedConnections.to(database);
                Statement statement = changing.createStatement()) {
            changing.setAutoCommit(false);
            statement.execute("insert into note (line) values ('forgotten')");
        }

        assertThat(number(database, "select count(*)::int from note")).isZero();
    }

    @Test
    void aDatabaseCanBeDroppedOnceIdleConnectionsAreClosed() throws SQLException {
        int unused = number(database, SESSION);

        ReusedConnections.closeIdle();

        Database another = TestServers.freshDatabase();
        try (Connection owner =
                        DriverManager.getConnection(another.jdbcUrl(), another.owner(), another.ownerPassword());
                Statement statement = owner.createStatement()) {
            assertThatCode(() -> statement.execute("drop database \"%s\"".formatted(database.name())))
                    .doesNotThrowAnyException();
        }
    }

    private static int number(Database database, String query) throws SQLException {
        try (Connection connection = ReusedConnections.to(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }
}
