package io.usher.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** The tests start servers of their own, and mostly wait for them. */
@Execution(CONCURRENT)
final class EmbeddedPostgresIT {

    private static final Path BINARIES = Path.of("target", "servers", "binaries");

    @TempDir
    private Path folder;

    /** For the tests that only read settings or sign in. */
    private static EmbeddedPostgres shared;

    @BeforeAll
    static void startShared(@TempDir Path sharedFolder) {
        shared = EmbeddedPostgres.start(sharedFolder, BINARIES, 0);
    }

    @AfterAll
    static void closeShared() {
        shared.close();
    }

    @Test
    void committedRowsSurviveARestartOnTheSamePort() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database database = server.createDatabase("kept");
            execute(database, "create table kept as select 42 as answer");

            server.restart();

            assertThat(server.createDatabase("kept")).isEqualTo(database);
            assertThat(valueOf(database, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aNewServerOnTheSameFolderHasTheData() throws SQLException {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            execute(first.createDatabase("kept"), "create table kept as select 42 as answer");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            assertThat(valueOf(second.createDatabase("kept"), "select answer from kept"))
                    .isEqualTo("42");
        }
    }

    @Test
    void databasesOfANewServerAreCreatedAtTheSameTime() throws InterruptedException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Database>> created =
                    threads.invokeAll(Collections.nCopies(8, () -> server.createDatabase("both")));

            assertThat(created).extracting(Future::get).containsOnly(server.createDatabase("both"));
        }
    }

    @Test
    void commitsAreFlushedToDisk() throws SQLException {
        Database database = shared.createDatabase("settings");

        assertThat(valueOf(database, "show server_version")).startsWith("18.");
        assertThat(valueOf(database, "show fsync")).isEqualTo("on");
        assertThat(valueOf(database, "show synchronous_commit")).isEqualTo("on");
        assertThat(valueOf(database, "show full_page_writes")).isEqualTo("on");
        assertThat(valueOf(database, "show max_connections")).isEqualTo("200");
    }

    @Test
    void theOwnerCreatesRolesAndIsNoSuperuser() throws SQLException {
        Database one = shared.createDatabase("one");
        Database other = shared.createDatabase("other");

        execute(one, "create role program login password 'first'");
        execute(other, "alter role program password 'second'");

        assertThat(valueOf(one, "select rolsuper from pg_roles where rolname = current_user"))
                .isEqualTo("f");
    }

    @Test
    void aWrongPasswordIsRefused() {
        Database database = shared.createDatabase("guarded");

        assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.owner(), "guessed"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void aPortInUseIsReportedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, BINARIES, taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aFolderInUseIsRefusedInOneLineAndItsServerKeepsRunning() throws SQLException {
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
    void aServerLeftByAKilledProgramIsTakenOverWithItsData() throws Exception {
        try (KilledProgram program = KilledProgram.running(EmbeddedPostgresProgram.class, folder, BINARIES)) {
            String port = program.reported("port");
            program.kill();

            try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, Integer.parseInt(port))) {
                assertThat(valueOf(server.createDatabase("kept"), "select answer from kept"))
                        .isEqualTo("42");
            }
        }
    }

    @Test
    void aStartAfterAKillWaitsForTheProcessesThatAreStillEnding() throws Exception {
        try (KilledProgram program = KilledProgram.running(EmbeddedPostgresProgram.class, folder, BINARIES)) {
            int port = Integer.parseInt(program.reported("port"));
            String serving = program.reported("serving");
            signal("STOP", serving);
            try {
                program.kill();
                signal("KILL", firstLine(folder.resolve("cluster/postmaster.pid")));
                var unused = CompletableFuture.runAsync(
                        () -> signal("CONT", serving), CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));

                try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, port)) {
                    assertThat(valueOf(server.createDatabase("kept"), "select answer from kept"))
                            .isEqualTo("42");
                }
            } finally {
                signal("KILL", serving);
            }
        }
    }

    /** As in most containers. Another user than root needs none in the first place. */
    @Test
    void rootWithoutUserNamespacesStartsAServerInAFolderOnlyRootCanRead() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path unshare = Files.writeString(programs.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path closed = Files.createDirectory(
                Path.of("target", "servers").resolve(folder.getFileName()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path data = closed.resolve("postgres");

        try (KilledProgram program = KilledProgram.running(
                Map.of("PATH", programs + ":" + System.getenv("PATH")),
                EmbeddedPostgresProgram.class,
                data,
                BINARIES)) {
            assertThat(program.reported("port")).isNotEmpty();
            assertThat(Files.getPosixFilePermissions(closed))
                    .doesNotContain(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);
            program.kill();
            ProcessHandle server = ProcessHandle.of(Long.parseLong(firstLine(data.resolve("cluster/postmaster.pid"))))
                    .orElseThrow();
            signal("INT", Long.toString(server.pid()));
            assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(30));
        } finally {
            Folders.delete(closed);
        }
    }

    @Test
    void aStalePidFileOfAnotherProgramIsIgnored() throws IOException {
        EmbeddedPostgres.start(folder, BINARIES, 0).close();
        Process another = new ProcessBuilder("sleep", "600").start();
        Files.writeString(folder.resolve("cluster/postmaster.pid"), another.pid() + "\n");

        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            assertThat(server.isAlive()).isTrue();
            assertThat(another.isAlive()).isTrue();
        } finally {
            another.destroy();
        }
    }

    @Test
    void eachRoleHasItsOwnPassword() throws SQLException, IOException {
        String first;
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            Database database = server.createDatabase("guarded");
            execute(database, "create role one login");
            execute(database, "create role other login");
            first = server.passwordFor("one");
            database.letIn("one", first);
            database.letIn("other", server.passwordFor("other"));

            assertThat(first).isNotEqualTo(server.passwordFor("other")).isNotEqualTo(database.ownerPassword());
            DriverManager.getConnection(database.jdbcUrl(), "one", first).close();
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "other", first))
                    .hasMessageContaining("password authentication failed");
        }
        try (EmbeddedPostgres later = EmbeddedPostgres.start(folder, BINARIES, 0)) {
            assertThat(later.passwordFor("one")).isEqualTo(first);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("one.password"))))
                .isEqualTo("rw-------");
    }

    private static String firstLine(Path file) throws IOException {
        return Files.readAllLines(file).getFirst().strip();
    }

    private static void signal(String name, String process) {
        try {
            var unused = new ProcessBuilder("kill", "-" + name, process).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
