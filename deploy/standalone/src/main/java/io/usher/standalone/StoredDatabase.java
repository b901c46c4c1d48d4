package io.usher.standalone;

import io.usher.embedded.Database;
import io.usher.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Usher's database on an embedded PostgreSQL server, with the newest schema.
 *
 * @param passwordFile with the owner's password
 */
record StoredDatabase(EmbeddedPostgres server, Database database, Path passwordFile) implements AutoCloseable {

    private static final String FOLDER = "postgresql";

    /** Whether a server of this folder may still run, because it was not stopped. */
    static boolean leftRunning(DataFolder data) {
        return Files.exists(data.resolve(FOLDER).resolve("cluster").resolve("postmaster.pid"));
    }

    static StoredDatabase start(DataFolder data, int port) {
        Path folder = data.resolve(FOLDER);
        EmbeddedPostgres server = EmbeddedPostgres.start(folder, port);
        try {
            Database database = server.createDatabase("usher");
            database.migrate();
            return new StoredDatabase(server, database, folder.resolve("owner.password"));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    String jdbcUrl() {
        return database.jdbcUrl();
    }

    String r2dbcUrl() {
        return database.r2dbcUrl();
    }

    String owner() {
        return database.owner();
    }

    /** Sets and returns the password of the program's role. */
    String letIn(Program program) {
        String password = server.passwordFor(program.role());
        database.letIn(program.role(), password);
        return password;
    }

    /** Whether the platform's first key, created by the API, exists and is not revoked. */
    boolean firstKeyIsValid() {
        try (Connection owned =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = owned.createStatement();
                ResultSet key = statement.executeQuery(
                        "select from directory.api_key where created_by = 'usher' and revoked_at is null limit 1")) {
            return key.next();
        } catch (SQLException e) {
            throw new IllegalStateException("platform's first key: cannot be read", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
