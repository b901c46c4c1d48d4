package io.usher.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs PostgreSQL's own programs: {@code initdb}, {@code pg_ctl} and {@code postgres}. */
final class PostgresPrograms {

    private static final long TIMEOUT_SECONDS = 120;

    private final Path binaries;
    private final List<String> prefix;

    private PostgresPrograms(Path binaries, List<String> prefix) {
        this.binaries = binaries;
        this.prefix = prefix;
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it does. */
    static PostgresPrograms in(Path binaries) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new PostgresPrograms(binaries, List.of());
        }
        List<String> ownNamespace = List.of("unshare", "--user");
        PostgresPrograms programs = new PostgresPrograms(binaries, ownNamespace);
        Outcome outcome = programs.run("postgres", "--version");
        if (outcome.failed()) {
            throw new ServerStartException(
                    "PostgreSQL: cannot run as root here (use another user, or allow user namespaces): "
                            + outcome.lastLine());
        }
        return programs;
    }

    /** What a program said, and whether it did what it was asked to. */
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
            // Into a file: a pipe stays open as long as any child of the program lives.
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            // Messages in English whatever the user speaks; on macOS the server does not start without a locale.
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
