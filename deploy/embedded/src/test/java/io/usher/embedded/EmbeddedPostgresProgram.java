package io.usher.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Starts PostgreSQL, commits a row and waits to be killed. */
final class EmbeddedPostgresProgram {

    private EmbeddedPostgresProgram() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), 0);
        Database database = server.createDatabase("kept");
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as answer");
            KilledProgram.report("port", Integer.toString(server.port()));
            KilledProgram.report("serving", processServing(statement));
            KilledProgram.awaitDeath();
        }
    }

    /** The server's process for this connection. */
    private static String processServing(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
