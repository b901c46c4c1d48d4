package io.usher.api.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.HeldLocks;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** An import that is not read on until it is let go: whoever reads takes none that somebody else has. */
public final class HeldImport implements AutoCloseable {

    private final Connection connection;

    private HeldImport(Connection connection) {
        this.connection = connection;
    }

    /** Waits for the rows that are being read. The file has to have some thousands more. */
    public static HeldImport of(RunningApi api, String id) {
        Database database = api.database();
        try {
            HeldImport held = new HeldImport(
                    DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword()));
            try {
                held.hold(UUID.fromString(id));
                return held;
            } catch (SQLException | RuntimeException | AssertionError failure) {
                held.close();
                throw failure;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hold(UUID id) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement hold =
                connection.prepareStatement("select state from directory.import where id = ? for update")) {
            hold.setObject(1, id);
            try (ResultSet held = hold.executeQuery()) {
                assertThat(held.next()).as("import %s", id).isTrue();
                assertThat(held.getString(1)).as("import %s", id).isEqualTo("reading");
            }
        }
    }

    /** The answer to a request that changes the import itself: lets it go as soon as the request waits for it. */
    public Answers letGoFor(Supplier<Answers> request) {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Answers> answer = CompletableFuture.supplyAsync(request, other);
            await().atMost(Patience.SOON).until(() -> answer.isDone() || HeldLocks.areWaitedFor(connection));
            close();
            return answer.join();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
