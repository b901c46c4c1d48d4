package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One program as a process of its own, run from its executable jar as an operator runs it; can be killed and restarted. */
final class ProgramProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String module;
    private final int httpPort;
    private final List<String> command;
    private OwnProcess process;

    private ProgramProcess(String module, int httpPort, List<String> command) {
        this.module = module;
        this.httpPort = httpPort;
        this.command = command;
        this.process = OwnProcess.launch(module, command, Map.of());
    }

    /**
     * Launches the program and returns at once.
     *
     * @param module the folder whose {@code target} holds the jar
     * @param properties Spring's; {@code server.port} is chosen here
     */
    static ProgramProcess launch(String module, Map<String, String> properties) {
        int httpPort = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                executableJar(module).toString(),
                "--server.port=" + httpPort));
        properties.forEach((name, value) -> command.add("--%s=%s".formatted(name, value)));
        return new ProgramProcess(module, httpPort, List.copyOf(command));
    }

    /** The folder of the program's module. */
    static String module(Program program) {
        return switch (program) {
            case API -> "api";
            case ACCEPTANCE_WORKER -> "acceptance-worker";
            case NOTIFIER_WORKER -> "notifier-worker";
        };
    }

    /** @param module the folder whose {@code target} holds it */
    static Path executableJar(String module) {
        Path target = Checkout.root().resolve(module).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module + "-*-exec.jar")) {
            return jars.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int httpPort() {
        return httpPort;
    }

    ProgramProcess awaitReady() {
        await(module + " is ready").atMost(READY_WITHIN).until(() -> isReady() || !process.isAlive());
        assertThat(process.isAlive())
                .as("%s runs, having said %s and %s", module, output(), process.errors())
                .isTrue();
        return this;
    }

    /** Whether it says that it can do its work. */
    boolean isReady() {
        return get("/actuator/health/readiness") == 200;
    }

    /** The status that it answers, 0 where it answers nothing. */
    int get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(httpPort, path)))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notThere) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lines of the standard output since it was last launched. */
    List<String> output() {
        return process.output();
    }

    /** kill -9. Returns when it is gone. */
    void kill() {
        process.kill();
    }

    /** Launches it again, with the same properties, and returns at once. */
    void relaunch() {
        process = OwnProcess.launch(module, command, Map.of());
    }

    /** SIGTERM. Returns the exit status when it is gone. */
    int terminate() {
        return process.terminate();
    }

    @Override
    public String toString() {
        return module;
    }

    @Override
    public void close() {
        process.terminate();
    }
}
