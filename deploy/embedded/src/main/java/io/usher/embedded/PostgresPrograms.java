package io.usher.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's own programs: {@code initdb}, {@code pg_ctl} and {@code postgres}. They refuse to run as root, so
 * root runs them in a user namespace, or as nobody if the container allows no namespaces.
 */
final class PostgresPrograms {

    private static final long TIMEOUT_SECONDS = 120;
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private final Path binaries;
    private final List<String> prefix;
    private final OptionalInt owner;

    private PostgresPrograms(Path binaries, List<String> prefix, OptionalInt owner) {
        this.binaries = binaries;
        this.prefix = prefix;
        this.owner = owner;
    }

    /** @param dataFolder the folder that they work on */
    static PostgresPrograms in(Path binaries, Path dataFolder) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new PostgresPrograms(binaries, List.of(), OptionalInt.empty());
        }
        List<String> asNobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        List<PostgresPrograms> candidates = List.of(
                new PostgresPrograms(binaries, List.of("unshare", "--user"), OptionalInt.of(ROOT)),
                new PostgresPrograms(binaries, asNobody, OptionalInt.of(NOBODY)));
        for (PostgresPrograms candidate : candidates) {
            candidate.reach(dataFolder);
            if (!candidate.tried().failed()) {
                return candidate;
            }
        }
        throw new ServerStartException("PostgreSQL: cannot run as root here (use another user): "
                + candidates.getLast().tried().lastLine());
    }

    /** Lets nobody pass through the folder around the data, which may be readable by root alone. */
    private void reach(Path dataFolder) throws IOException {
        Path around = dataFolder.toAbsolutePath().getParent();
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(around);
        if (owner.orElse(ROOT) == NOBODY && !permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setAttribute(around, "unix:gid", NOBODY);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            Files.setPosixFilePermissions(around, permissions);
        }
    }

    private Outcome tried() throws IOException {
        try {
            return run("postgres", "--version");
        } catch (IOException e) {
            if (prefix.isEmpty()) {
                throw e;
            }
            return new Outcome(-1, List.of(prefix.getFirst() + " is not installed"));
        }
    }

    /** Gives the folder to the user that the programs run as, which may have changed. */
    void own(Path folder) throws IOException {
        if (owner.isEmpty() || Files.getAttribute(folder, "unix:uid").equals(owner.getAsInt())) {
            return;
        }
        List<Path> folderLast;
        try (Stream<Path> paths = Files.walk(folder)) {
            folderLast = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : folderLast) {
            Files.setAttribute(path, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The output of a program, and whether it succeeded. */
    record Outcome(int status, List<String> lines) {

        boolean failed() {
            return status != 0;
        }

        String lastLine() {
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        }
    }

    Outcome run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("usher-" + program, ".out");
        try {
            // A pipe would stay open as long as any child of the program runs.
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            // Messages in English. On macOS the server does not start without a locale.
            builder.environment().put("LC_ALL", "C");
            int status = statusOf(builder.start(), program);
            List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
            return new Outcome(
                    status,
                    lines.stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        } finally {
            Files.delete(output);
        }
    }

    private static int statusOf(Process process, String program) throws IOException {
        try {
            if (process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroy();
        throw new IOException("%s: not finished (expected within %d s)".formatted(program, TIMEOUT_SECONDS));
    }
}
