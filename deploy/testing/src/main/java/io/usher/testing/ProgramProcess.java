package io.usher.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
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

/**
 * A program of Usher as a process of its own, run from its executable jar as operators do. Safe for several threads.
 */
public final class ProgramProcess implements AutoCloseable {

    /** JVM options for programs that run too briefly to gain from the optimizing compiler. */
    public static final List<String> FAST_COMPILER = List.of("-XX:TieredStopAtLevel=1");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final int httpPort;
    private final List<String> command;
    private volatile OwnProcess process;

    private ProgramProcess(String name, int httpPort, List<String> command) {
        this.name = name;
        this.httpPort = httpPort;
        this.command = command;
        this.process = OwnProcess.launch(name, command, Map.of());
    }

    /**
     * Launches the program and returns at once.
     *
     * @param module the folder whose {@code target} has the jar
     * @param options of the JVM
     * @param properties for Spring; {@code server.port} is chosen here
     */
    public static ProgramProcess launch(String module, List<String> options, Map<String, String> properties) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", executableJar(module).toString()));
        return launchJava(module, arguments, properties);
    }

    /**
     * Launches a program of the calling module on the class path of the executable jar, and returns at once.
     *
     * @param options of the JVM
     */
    public static ProgramProcess launch(
            String module, Class<?> program, List<String> options, Map<String, String> properties) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of(
                "-cp",
                executableJar(module).toString(),
                "-Dloader.path=" + Path.of(locationOf(program)),
                "-Dloader.main=" + program.getName(),
                "org.springframework.boot.loader.launch.PropertiesLauncher"));
        return launchJava(module, arguments, properties);
    }

    private static URI locationOf(Class<?> program) {
        try {
            return program.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProgramProcess launchJava(String name, List<String> arguments, Map<String, String> properties) {
        int httpPort = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        command.add("--server.port=" + httpPort);
        properties.forEach((property, value) -> command.add("--%s=%s".formatted(property, value)));
        return new ProgramProcess(name, httpPort, List.copyOf(command));
    }

    /** @param module the folder whose {@code target} has it */
    public static Path executableJar(String module) {
        Path target = Checkout.root().resolve(module).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module + "-*-exec.jar")) {
            return jars.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int httpPort() {
        return httpPort;
    }

    /**
     * Returns itself when it is ready.
     *
     * @throws IllegalStateException if it ends first, or after eight minutes
     */
    @CanIgnoreReturnValue
    public ProgramProcess awaitReady() {
        process.awaitReady(httpPort);
        return this;
    }

    /** Whether it reports that it can do its work. */
    public boolean isReady() {
        return isReady(httpPort);
    }

    static boolean isReady(int httpPort) {
        return status(httpPort, "/actuator/health/readiness") == 200;
    }

    /** Returns the status of the response, 0 if there is none. */
    public int get(String path) {
        return status(httpPort, path);
    }

    private static int status(int httpPort, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(httpPort, path)))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException noResponse) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lines of the standard output since the last launch. */
    public List<String> output() {
        return process.output();
    }

    /** Writes a line to its standard input. */
    public void write(String line) {
        process.write(line);
    }

    /** SIGKILL. Returns when it has ended. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: the program pauses and keeps its locks and connections. */
    public void suspend() {
        process.suspend();
    }

    /** SIGCONT. Does nothing to a program that is not suspended. */
    public void resume() {
        process.resume();
    }

    /** Launches it again with the same properties, and returns at once. */
    public void relaunch() {
        process = OwnProcess.launch(name, command, Map.of());
    }

    /** SIGTERM. Returns the exit status when it has ended. */
    public int terminate() {
        return process.terminate();
    }

    @Override
    public String toString() {
        return "%s on port %d".formatted(name, httpPort);
    }

    /** SIGTERM, also to a suspended program. */
    @Override
    public void close() {
        process.close();
    }
}
