package io.usher.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs statements as the owner of the database, without a proxy; on new connections once a server was killed. */
record Sql(Database database) {

    interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, Reading<T> reading, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reading.read(rows));
            }
            return List.copyOf(read);
        } catch (SQLException e) {
            throw new IllegalStateException("%s (%s)".formatted(sql, e.getMessage()), e);
        }
    }

    long number(String sql, Object... parameters) {
        return query(sql, row -> row.getLong(1), parameters).getFirst();
    }

    @CanIgnoreReturnValue
    int update(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("%s (%s)".formatted(sql, e.getMessage()), e);
        }
    }

    private Connection connect() throws SQLException {
        return ReusedConnections.to(database);
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
