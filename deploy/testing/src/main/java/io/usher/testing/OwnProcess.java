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
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A process that this JVM has launched, with its output in files. It ends with this JVM at the latest. Safe for several
 * threads.
 */
public final class OwnProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(8);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** So that a process that hangs is noticed. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

    private final String name;
    private final Process process;
    private final Path output;
    private final Path errors;

    private OwnProcess(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Launches it with its output beneath {@code target/processes}. */
    public static OwnProcess launch(String name, List<String> command, Map<String, String> environment) {
        return launch(name, command, environment, Checkout.target().resolve("processes"));
    }

    /**
     * Launches it and returns at once.
     *
     * @param environment the only variables whose names begin with USHER or SPRING
     * @param folder for the files of its output
     */
    public static OwnProcess launch(String name, List<String> command, Map<String, String> environment, Path folder) {
        try {
            Files.createDirectories(folder);
            Path output = Files.createTempFile(folder, name + "-", ".out");
            Path errors = Files.createTempFile(folder, name + "-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("USHER") || key.startsWith("SPRING"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "ending " + name));
            return new OwnProcess(name, process, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
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

    /**
     * Returns the first line of the standard output with this prefix as soon as there is one.
     *
     * @throws IllegalStateException if the process ends first, or after eight minutes
     */
    public String awaitLine(String prefix) {
        await(() -> line(prefix).isPresent());
        return line(prefix).orElseThrow();
    }

    private Optional<String> line(String prefix) {
        return output().stream().filter(line -> line.startsWith(prefix)).findFirst();
    }

    /**
     * Returns when the program reports that it is ready.
     *
     * @param httpPort where it reports that
     * @throws IllegalStateException if the process ends first, or after eight minutes
     */
    public void awaitReady(int httpPort) {
        await(() -> ProgramProcess.isReady(httpPort));
    }

    /** Once is enough: a busy program may be late with the next answer. */
    private void await(BooleanSupplier condition) {
        AtomicBoolean met = new AtomicBoolean();
        boolean unused = Waiting.until(READY_WITHIN, POLL_INTERVAL, () -> {
            met.set(condition.getAsBoolean());
            return met.get() || !process.isAlive();
        });
        if (!met.get()) {
            throw new IllegalStateException(
                    "%s: not ready (output %s, errors %s)".formatted(name, last(output()), last(errors())));
        }
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - 20), lines.size());
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

    /** SIGTERM. Returns the exit status when it has ended. */
    @CanIgnoreReturnValue
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** SIGINT, as Ctrl-C sends it. Returns the exit status when it has ended. */
    @CanIgnoreReturnValue
    public int interrupt() {
        signal("INT");
        return awaitExit();
    }

    /** SIGSTOP: the process pauses and keeps its locks and connections. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. Does nothing to a process that is not suspended. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            var unused = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** SIGKILL, as a crash. Returns the exit status when it has ended. */
    @CanIgnoreReturnValue
    public int kill() {
        process.destroyForcibly();
        return awaitExit();
    }

    public int awaitExit() {
        return awaitExit(ENDS_WITHIN);
    }

    /**
     * Returns the exit status when the process has ended by itself.
     *
     * @throws IllegalStateException if it does not end in time; it is killed then
     */
    public int awaitExit(Duration within) {
        try {
            if (process.waitFor(within.toSeconds(), SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IllegalStateException(
                    "%s: process %d".formatted(name, process.pid()),
                    new TimeoutException("not ended within %d s".formatted(within.toSeconds())));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    /** SIGTERM, also to a suspended process. */
    @Override
    public void close() {
        resume();
        terminate();
    }
}
