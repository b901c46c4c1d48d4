package io.usher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A program of this class path in a separate JVM that is killed. */
final class KilledProgram implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private KilledProgram(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    static KilledProgram running(Class<?> program, Path... arguments) throws IOException {
        return running(Map.of(), program, arguments);
    }

    /** @param environment in addition to this process's */
    static KilledProgram running(Map<String, String> environment, Class<?> program, Path... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It is killed long before more of them pays.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        Stream.of(arguments).map(Path::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new KilledProgram(builder.start());
    }

    /** Waits until the program has reported a value. */
    String reported(String what) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(what + "=")) {
                return line.substring(what.length() + 1);
            }
        }
        throw new IOException("program: ended (expected it to report its " + what + ")");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    static void report(String what, String value) {
        System.out.println(what + "=" + value);
    }

    static void awaitDeath() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
