package io.usher.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** A database and the role that owns it. The owner may create roles, as migrations do; it is no superuser. */
public record Database(String host, int port, String name, String owner, String ownerPassword) {

    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    public String r2dbcUrl() {
        return "r2dbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** Brings the schema to the newest of {@code classpath:db/migration}, as the owner. Repeating it changes nothing. */
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
     * Lets one of the login roles in that the migrations made without a password, as tests do.
     *
     * @return its password from now on: the owner's, the same for every database of the server
     */
    public String letIn(String role) {
        letIn(role, ownerPassword);
        return ownerPassword;
    }

    /** Lets one of the login roles in that the migrations made, with this password for every database of the server. */
    public void letIn(String role, String password) {
        try (Connection owned = DriverManager.getConnection(jdbcUrl(), owner, ownerPassword);
                Statement statement = owned.createStatement()) {
            // Of two that alter one role at the same time PostgreSQL refuses one.
            synchronized (Database.class) {
                statement.execute("alter role \"%s\" password '%s'".formatted(role, password));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("role %s: cannot be let in".formatted(role), e);
        }
    }

    /** Without the password: records end up in logs. */
    @Override
    public String toString() {
        return "Database[%s as %s]".formatted(jdbcUrl(), owner);
    }
}
