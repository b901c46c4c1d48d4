package io.usher.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A process that the run has started, with what it says in a file. */
final class OwnProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(8);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long ENDS_WITHIN_SECONDS = 60;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final Process process;
    private final Path output;

    private OwnProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** @param environment the only variables whose names begin with USHER or SPRING */
    static OwnProcess launch(String name, List<String> command, Map<String, String> environment, Path folder) {
        try {
            Path output = Files.createTempFile(folder, name + "-", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("USHER") || key.startsWith("SPRING"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "ending " + name));
            return new OwnProcess(name, process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Returns when a line of its output begins so. */
    String awaitLine(String beginning) {
        await(() -> output().stream().anyMatch(line -> line.startsWith(beginning)));
        return output().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    /** Returns when the program on that port says that it can do its work. */
    void awaitReady(int httpPort) {
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/actuator/health/readiness".formatted(httpPort)))
                .timeout(Duration.ofSeconds(10))
                .build();
        await(() -> {
            try {
                return HTTP.send(question, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private void await(BooleanSupplier ready) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                List<String> said = output();
                throw new IllegalStateException("%s: not ready; it said: %s"
                        .formatted(name, String.join("\n", said.subList(Math.max(0, said.size() - 20), said.size()))));
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private List<String> output() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, as an operator stops it. Returns when it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
