package io.usher.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Creates the databases of one server as its superuser. */
public record Databases(String host, int port, String superuser, String superuserPassword, String ownerPassword) {

    /** One owner for all databases: roles belong to the server, and one owner cannot alter the roles of another. */
    private static final String OWNER = "usher_owner";

    /**
     * Held while a database is created: between the look at what exists and the creation, another process or thread
     * could create the same role or database.
     */
    private static final long CREATING = 0x5573686572L;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /** Creates the database unless it exists, as a copy of the template if there is one. */
    public Database create(String name, @Nullable String template) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("database name: %s (expected %s)".formatted(name, NAME));
        }
        try (Connection connection = superuserConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(%d)".formatted(CREATING));
            if (!exists(connection, "select 1 from pg_roles where rolname = ?", OWNER)) {
                statement.execute("create role \"%s\" login createrole".formatted(OWNER));
            }
            statement.execute("alter role \"%s\" password '%s'".formatted(OWNER, ownerPassword));
            if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
                statement.execute("create database \"%s\" owner \"%s\" template \"%s\""
                        .formatted(name, OWNER, template == null ? "template1" : template));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("database %s: not created: %s".formatted(name, e.getMessage()), e);
        }
        return new Database(host, port, name, OWNER, ownerPassword);
    }

    /** Whether the server accepts connections. */
    public boolean answer() {
        try (Connection connection = superuserConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection superuserConnection() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(superuser);
        source.setPassword(superuserPassword);
        return source.getConnection();
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
