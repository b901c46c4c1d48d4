package io.usher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The PID file of a PostgreSQL server. It may be stale, partly written or deleted at any time, and its PID may belong
 * to another program.
 */
record PostmasterFile(Path cluster) {

    private static final String FILE = "postmaster.pid";

    /** The running server; empty if there is none or the system hides its process. */
    Optional<ProcessHandle> server() throws IOException {
        return number().flatMap(ProcessHandle::of).filter(this::isOurs);
    }

    /** Whether its PID belongs to no visible process: it has ended, or the system hides it. */
    boolean namesNoVisibleProcess() throws IOException {
        return number().filter(number -> ProcessHandle.of(number).isEmpty()).isPresent();
    }

    /** A process without a command line is ending, and may be the server. */
    void deleteIfOfAnotherProgram() throws IOException {
        Optional<ProcessHandle> another = number().flatMap(ProcessHandle::of)
                .filter(process -> process.info().commandLine().isPresent() && !isOurs(process));
        if (another.isPresent()) {
            Files.deleteIfExists(cluster.resolve(FILE));
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(command -> command.contains(cluster.toString()))
                .isPresent();
    }

    private Optional<Long> number() throws IOException {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve(FILE));
            return lines.stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,18}"))
                    .map(Long::valueOf);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
