package io.usher.servers;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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

    /** Without the password: records end up in logs. */
    @Override
    public String toString() {
        return "Database[%s as %s]".formatted(jdbcUrl(), owner);
    }
}
