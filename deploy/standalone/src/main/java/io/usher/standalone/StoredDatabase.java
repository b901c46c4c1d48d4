package io.usher.standalone;

import io.usher.servers.Database;
import io.usher.servers.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Usher's database on a PostgreSQL server of its own, brought to the newest schema.
 *
 * @param passwordFile holds the owner's password
 */
record StoredDatabase(EmbeddedPostgres server, Database database, Path passwordFile) implements AutoCloseable {

    private static final String FOLDER = "postgresql";

    /** Whether a server of this folder may still run, because nobody has stopped it. */
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

    /** Returns the password that the program's role, and no other, has from now on. */
    String letIn(Program program) {
        String password = server.passwordFor(program.role());
        database.letIn(program.role(), password);
        return password;
    }

    @Override
    public void close() {
        server.close();
    }
}
