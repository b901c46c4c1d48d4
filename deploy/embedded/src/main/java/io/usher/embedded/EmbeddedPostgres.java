package io.usher.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.PostgresPrograms.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL 18 on the loopback address, as separate processes. Commits are flushed to disk (fsync is on) unless said
 * otherwise. The processes outlive a killed JVM; the next start on the same folder stops them first. Has no shutdown hook: the caller
 * closes it.
 */
public final class EmbeddedPostgres implements PostgresServer {

    private static final String WHO = "PostgreSQL";
    private static final String SUPERUSER = "postgres";

    private static final Map<String, String> SETTINGS = Map.of(
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "200",
            "listen_addresses", "localhost",
            "unix_socket_directories", "",
            "timezone", "UTC",
            "log_timezone", "UTC");

    /** What a server reports if a process of its predecessor has not ended yet. */
    private static final Pattern PREDECESSOR_IS_ENDING =
            Pattern.compile("lock file \"postmaster.pid\" already exists|pre-existing shared memory block");

    private static final Duration PREDECESSOR_ENDS_WITHIN = Duration.ofSeconds(10);
    private static final Duration NEXT_TRY = Duration.ofMillis(200);

    private final LockedFolder folder;
    private final PostgresPrograms programs;
    private final int port;
    private final boolean flushing;
    private final String superuserPassword;
    private final String ownerPassword;

    @GuardedBy("this") private boolean running;

    private EmbeddedPostgres(LockedFolder folder, PostgresPrograms programs, int port, boolean flushing)
            throws IOException {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
        this.flushing = flushing;
        this.superuserPassword = StoredPassword.in(folder, "superuser.password");
        this.ownerPassword = StoredPassword.in(folder, "owner.password");
    }

    /**
     * Starts a server with the data in the folder; an empty or missing folder becomes a new cluster.
     *
     * @param port 0 takes any free port
     * @throws ServerStartException if the port or the folder is in use, or the data is of another major version
     */
    public static EmbeddedPostgres start(Path dataFolder, int port) {
        return start(dataFolder, dataFolder.resolve("binaries"), port);
    }

    public static EmbeddedPostgres start(Path dataFolder, Path binariesFolder, int port) {
        return start(dataFolder, binariesFolder, port, true);
    }

    /**
     * Starts one for tests, which nobody misses after a crash of the machine: fsync is off. The end of a process, also a
     * killed one, loses nothing.
     */
    public static EmbeddedPostgres startWithoutFlushing(Path dataFolder, Path binariesFolder, int port) {
        return start(dataFolder, binariesFolder, port, false);
    }

    private static EmbeddedPostgres start(Path dataFolder, Path binariesFolder, int port, boolean flushing) {
        LockedFolder folder = LockedFolder.lock(WHO, dataFolder);
        try {
            PostgresPrograms programs = PostgresPrograms.in(PostgresBinaries.unpackedIn(binariesFolder), folder.path());
            stopLeftBehind(folder, programs);
            EmbeddedPostgres server = new EmbeddedPostgres(folder, programs, Ports.claim(WHO, port), flushing);
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

    /** Stops a server that a killed JVM has left on the data, and deletes the data. */
    public static void discard(Path dataFolder, Path binariesFolder) throws IOException {
        if (!Files.exists(dataFolder)) {
            return;
        }
        try (LockedFolder folder = LockedFolder.lock(WHO, dataFolder)) {
            stopLeftBehind(folder, PostgresPrograms.in(PostgresBinaries.unpackedIn(binariesFolder), folder.path()));
        }
        Folders.delete(dataFolder);
    }

    /** Stops the server that a killed JVM has left running. */
    private static void stopLeftBehind(LockedFolder folder, PostgresPrograms programs) throws IOException {
        if (isRunning(folder, programs)) {
            stop(folder, programs);
        }
        // PostgreSQL mistakes any process with this PID for its server, and would never start again.
        new PostmasterFile(cluster(folder)).deleteIfOfAnotherProgram();
    }

    private static boolean isRunning(LockedFolder folder, PostgresPrograms programs) throws IOException {
        if (postmasterOf(folder).isPresent()) {
            return true;
        }
        // Processes of other users may be hidden; pg_ctl runs as the user of the server.
        return new PostmasterFile(cluster(folder)).namesNoVisibleProcess()
                && !programs.run("pg_ctl", "status", "--pgdata=" + cluster(folder))
                        .failed();
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
            Optional<String> refusal = refusalOfStart(log);
            long end = System.nanoTime() + PREDECESSOR_ENDS_WITHIN.toNanos();
            while (refusal.filter(PREDECESSOR_IS_ENDING.asPredicate()).isPresent() && System.nanoTime() < end) {
                LockSupport.parkNanos(NEXT_TRY.toNanos());
                refusal = refusalOfStart(log);
            }
            if (refusal.isPresent()) {
                stopLeftBehind(folder, programs);
                throw new ServerStartException(
                        "%s: not started on port %d: %s (see %s)".formatted(WHO, port, refusal.get(), log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = true;
    }

    /** Empty if the server has started. */
    private Optional<String> refusalOfStart(Path log) throws IOException {
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
        return outcome.failed() ? Optional.of(reason(log, outcome)) : Optional.empty();
    }

    private String options() {
        String settings = SETTINGS.entrySet().stream()
                .map(setting -> "-c %s=%s".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(" "));
        return "-p %d -c fsync=%s %s".formatted(port, flushing ? "on" : "off", settings);
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

    /**
     * Kills all processes of the server, and returns when they have ended. The next {@link #start} recovers all
     * commits.
     */
    public synchronized void kill() {
        try {
            Optional<ProcessHandle> postmaster = postmasterOf(folder);
            List<ProcessHandle> processes = postmaster.stream()
                    .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                    .toList();
            processes.forEach(ProcessHandle::destroyForcibly);
            processes.forEach(process -> process.onExit().join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = false;
    }

    /** Whether the server runs, whoever has ended it. */
    public boolean isAlive() {
        try {
            return isRunning(folder, programs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(LockedFolder folder, PostgresPrograms programs) throws IOException {
        String cluster = "--pgdata=" + cluster(folder);
        Outcome fast = programs.run("pg_ctl", "stop", "--wait", "--timeout=30", "--mode=fast", cluster);
        if (fast.failed() && isRunning(folder, programs)) {
            Outcome immediate = programs.run("pg_ctl", "stop", "--wait", "--timeout=10", "--mode=immediate", cluster);
            if (immediate.failed()) {
                throw new IOException(immediate.lastLine());
            }
        }
    }

    private static Optional<ProcessHandle> postmasterOf(LockedFolder folder) throws IOException {
        return new PostmasterFile(cluster(folder)).server();
    }

    private static Path cluster(LockedFolder folder) {
        return folder.resolve("cluster");
    }

    /** A password for a login role of the migrations; the same at every start on this folder. */
    public String passwordFor(String role) {
        try {
            return StoredPassword.in(folder, role + ".password");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
