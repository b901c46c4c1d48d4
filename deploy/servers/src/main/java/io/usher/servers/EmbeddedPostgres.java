package io.usher.servers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.servers.PostgresPrograms.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * PostgreSQL 18 on this machine's loopback address, as processes of its own. What is committed is on the disk (fsync is
 * on). The processes outlive a killed JVM; the next start on the same folder stops them first. No shutdown hook: whoever
 * starts the server closes it.
 */
public final class EmbeddedPostgres implements PostgresServer {

    private static final String WHO = "PostgreSQL";
    private static final String SUPERUSER = "postgres";

    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "200",
            "listen_addresses", "localhost",
            "unix_socket_directories", "",
            "timezone", "UTC",
            "log_timezone", "UTC");

    private final DataFolder folder;
    private final PostgresPrograms programs;
    private final int port;
    private final String superuserPassword;
    private final String ownerPassword;

    @GuardedBy("this") private boolean running;

    private EmbeddedPostgres(DataFolder folder, PostgresPrograms programs, int port) throws IOException {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
        this.superuserPassword = StoredPassword.in(folder, "superuser.password");
        this.ownerPassword = StoredPassword.in(folder, "owner.password");
    }

    /**
     * Starts a server with the data that the folder holds; an empty or absent folder becomes a new cluster.
     *
     * @param port 0 takes any free port
     * @throws ServerStartException when the port is taken, the folder is in use or of another major version
     */
    public static EmbeddedPostgres start(Path dataFolder, int port) {
        return start(dataFolder, dataFolder.resolve("binaries"), port);
    }

    static EmbeddedPostgres start(Path dataFolder, Path binariesFolder, int port) {
        DataFolder folder = DataFolder.hold(WHO, dataFolder);
        try {
            PostgresPrograms programs = PostgresPrograms.in(PostgresBinaries.unpackedIn(binariesFolder));
            stopLeftBehind(folder, programs);
            EmbeddedPostgres server = new EmbeddedPostgres(folder, programs, Ports.claim(WHO, port));
            programs.own(folder.path());
            server.createClusterWhereAbsent();
            server.start();
            return server;
        } catch (IOException e) {
            folder.close();
            throw new ServerStartException("%s: not started in %s: %s".formatted(WHO, dataFolder, e.getMessage()), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Deletes the data, after stopping a server that a killed JVM has left on it. */
    static void discard(Path dataFolder, Path binariesFolder) throws IOException {
        if (!Files.exists(dataFolder)) {
            return;
        }
        try (DataFolder folder = DataFolder.hold(WHO, dataFolder)) {
            stopLeftBehind(folder, PostgresPrograms.in(PostgresBinaries.unpackedIn(binariesFolder)));
        }
        Folders.delete(dataFolder);
    }

    /** A killed JVM leaves its server behind, with the folder and the port. */
    private static void stopLeftBehind(DataFolder folder, PostgresPrograms programs) throws IOException {
        if (postmasterOf(folder).isPresent()) {
            stop(folder, programs);
        }
    }

    private void createClusterWhereAbsent() throws IOException {
        Path cluster = cluster(folder);
        if (Files.isDirectory(cluster)) {
            checkVersion(cluster);
            return;
        }
        Path started = folder.resolve("cluster.new");
        Folders.delete(started);
        Outcome outcome = programs.run(
                "initdb",
                "--pgdata=" + started,
                "--username=" + SUPERUSER,
                "--pwfile=" + folder.resolve("superuser.password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        if (outcome.failed()) {
            throw new IOException(outcome.lastLine());
        }
        Files.move(started, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private void checkVersion(Path cluster) throws IOException {
        String ofData = Files.readString(cluster.resolve("PG_VERSION")).strip();
        String said = programs.run("postgres", "--version").lastLine();
        String ofPrograms = said.replaceFirst(".* ", "").replaceFirst("[^0-9].*", "");
        if (!ofData.equals(ofPrograms)) {
            throw new ServerStartException("%s: the data in %s was made by version %s (expected version %s)"
                    .formatted(WHO, folder.path(), ofData, ofPrograms));
        }
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        Path log = folder.resolve("postgresql.log");
        try {
            if (Files.exists(log)) {
                Files.move(log, folder.resolve("postgresql.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Outcome outcome = programs.run(
                    "pg_ctl",
                    "start",
                    "--wait",
                    "--timeout=100",
                    "--pgdata=" + cluster(folder),
                    "--log=" + log,
                    "--options=" + options());
            if (outcome.failed()) {
                stopLeftBehind(folder, programs);
                throw new ServerStartException(
                        "%s: not started on port %d: %s (see %s)".formatted(WHO, port, reason(log, outcome), log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = true;
    }

    private String options() {
        String settings = SETTINGS.entrySet().stream()
                .map(setting -> "-c %s=%s".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(" "));
        return "-p %d %s".formatted(port, settings);
    }

    private static String reason(Path log, Outcome outcome) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.stream().filter(line -> line.contains("FATAL")).findFirst().orElseGet(outcome::lastLine);
    }

    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        try {
            stopLeftBehind(folder, programs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = false;
    }

    /** Whether the server runs; false where somebody else has ended it. */
    public boolean isAlive() {
        try {
            return postmasterOf(folder).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(DataFolder folder, PostgresPrograms programs) throws IOException {
        String cluster = "--pgdata=" + cluster(folder);
        Outcome fast = programs.run("pg_ctl", "stop", "--wait", "--timeout=30", "--mode=fast", cluster);
        if (fast.failed() && postmasterOf(folder).isPresent()) {
            Outcome immediate = programs.run("pg_ctl", "stop", "--wait", "--timeout=10", "--mode=immediate", cluster);
            if (immediate.failed()) {
                throw new IOException(immediate.lastLine());
            }
        }
    }

    /** The running server process of the folder. Its file may be stale and the number belong to another program by now. */
    private static Optional<ProcessHandle> postmasterOf(DataFolder folder) throws IOException {
        Path file = cluster(folder).resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .filter(process -> process.info()
                                .commandLine()
                                .filter(command ->
                                        command.contains(cluster(folder).toString()))
                                .isPresent());
    }

    private static Path cluster(DataFolder folder) {
        return folder.resolve("cluster");
    }

    @Override
    public Database createDatabase(String name) {
        return databases().create(name, null);
    }

    private Databases databases() {
        return new Databases(host(), port, SUPERUSER, superuserPassword, ownerPassword);
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String superuser() {
        return SUPERUSER;
    }

    @Override
    public String superuserPassword() {
        return superuserPassword;
    }

    @Override
    public synchronized void close() {
        stop();
        folder.close();
    }
}
