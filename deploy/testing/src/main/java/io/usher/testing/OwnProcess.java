package io.usher.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A process that a test has started, with its output in files beneath {@code target/processes}. */
public final class OwnProcess {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final Path errors;

    private OwnProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** @param environment the only variables whose names begin with USHER or SPRING */
    public static OwnProcess launch(String name, List<String> command, Map<String, String> environment) {
        try {
            Path folder = Files.createDirectories(Checkout.target().resolve("processes"));
            Path output = Files.createTempFile(folder, name + "-", ".out");
            Path errors = Files.createTempFile(folder, name + "-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("USHER") || key.startsWith("SPRING"));
            builder.environment().putAll(environment);
            return new OwnProcess(builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Lines of the standard output so far. */
    public List<String> output() {
        return lines(output);
    }

    /** Lines of the standard error so far. */
    public List<String> errors() {
        return lines(errors);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void write(String line) {
        try {
            Writer input = process.outputWriter();
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an operator does: SIGTERM. Returns the exit status. */
    @CanIgnoreReturnValue
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** As Ctrl-C does: SIGINT. Returns the exit status. */
    @CanIgnoreReturnValue
    public int interrupt() {
        signal("INT");
        return awaitExit();
    }

    /** SIGSTOP: it stands still and keeps all that it holds. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. Does nothing to a process that runs. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var unused = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** As a crash does: kill -9. Returns when it is gone. */
    @CanIgnoreReturnValue
    public int kill() {
        process.destroyForcibly();
        return awaitExit();
    }

    public int awaitExit() {
        return awaitExit(ENDS_WITHIN);
    }

    /** Returns the exit status when the process has ended by itself; kills it when it does not end. */
    public int awaitExit(Duration within) {
        try {
            if (process.waitFor(within.toSeconds(), SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IllegalStateException(
                    "process %d".formatted(process.pid()),
                    new TimeoutException("not ended within %d s".formatted(within.toSeconds())));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
