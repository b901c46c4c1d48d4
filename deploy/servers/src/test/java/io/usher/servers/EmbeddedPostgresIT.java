package io.usher.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresIT {

    private static final Path BINARIES = Path.of("target", "servers", "binaries");

    @TempDir
    private Path folder;

    @Test
    void whatWasCommittedIsThereAfterARestartOnTheSamePort() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database database = server.createDatabase("kept");
            execute(database, "create table kept as select 42 as answer");

            server.restart();

            assertThat(server.createDatabase("kept")).isEqualTo(database);
            assertThat(valueOf(database, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aLaterStartOnTheSameFolderFindsTheData() throws SQLException {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            execute(first.createDatabase("kept"), "create table kept as select 42 as answer");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            assertThat(valueOf(second.createDatabase("kept"), "select answer from kept"))
                    .isEqualTo("42");
        }
    }

    @Test
    void whatIsCommittedIsOnTheDisk() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database database = server.createDatabase("settings");

            assertThat(valueOf(database, "show server_version")).startsWith("18.");
            assertThat(valueOf(database, "show fsync")).isEqualTo("on");
            assertThat(valueOf(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(valueOf(database, "show full_page_writes")).isEqualTo("on");
            assertThat(valueOf(database, "show max_connections")).isEqualTo("200");
        }
    }

    @Test
    void theOwnerMakesRolesAndIsNoSuperuser() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database one = server.createDatabase("one");
            Database other = server.createDatabase("other");

            execute(one, "create role program login password 'first'");
            execute(other, "alter role program password 'second'");

            assertThat(valueOf(one, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database database = server.createDatabase("guarded");

            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.owner(), "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void aTakenPortIsNamedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, BINARIES, taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aFolderInUseIsRefusedInOneLineAndItsServerGoesOn() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, BINARIES, 0))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("in use")
                    .hasMessageNotContaining("\n");

            assertThat(valueOf(server.createDatabase("on"), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedInOneLine() throws IOException {
        EmbeddedPostgres.start(folder, BINARIES, 0).close();
        Files.writeString(folder.resolve("cluster").resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, BINARIES, 0))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("version 17 (expected version 18)")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aServerLeftBehindByAKilledProgramIsTakenOverWithItsData() throws Exception {
        try (KilledProgram program = KilledProgram.running(EmbeddedPostgresProgram.class, folder, BINARIES)) {
            String port = program.said("port");
            program.kill();

            try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, Integer.parseInt(port))) {
                assertThat(valueOf(server.createDatabase("kept"), "select answer from kept"))
                        .isEqualTo("42");
            }
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = connectionTo(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String valueOf(Database database, String query) throws SQLException {
        try (Connection connection = connectionTo(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connectionTo(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }
}
