package io.usher.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** A database and its owner. The owner may create roles, as migrations do, and is not a superuser. */
public record Database(String host, int port, String name, String owner, String ownerPassword) {

    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    public String r2dbcUrl() {
        return "r2dbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** Applies {@code classpath:db/migration} as the owner. Repeating it changes nothing. */
    public void migrate() {
        migrated();
    }

    @CanIgnoreReturnValue
    private int migrated() {
        return Flyway.configure()
                .dataSource(jdbcUrl(), owner, ownerPassword)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /**
     * Sets the password of a login role that the migrations have created without one, for tests.
     *
     * @return the password, which is the owner's and valid for every database of the server
     */
    public String letIn(String role) {
        letIn(role, ownerPassword);
        return ownerPassword;
    }

    /** Sets the password of a login role that the migrations have created, for every database of the server. */
    public void letIn(String role, String password) {
        try (Connection owned = DriverManager.getConnection(jdbcUrl(), owner, ownerPassword);
                Statement statement = owned.createStatement()) {
            // PostgreSQL refuses to alter one role twice at the same time.
            synchronized (Database.class) {
                statement.execute("alter role \"%s\" password '%s'".formatted(role, password));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("role %s: no password set".formatted(role), e);
        }
    }

    /** Omits the password: records are logged. */
    @Override
    public String toString() {
        return "Database[%s as %s]".formatted(jdbcUrl(), owner);
    }
}
