package io.usher.benchmarks;

import static java.util.Map.Entry.comparingByKey;

import io.usher.benchmarks.empty.ApiWithEmptyEndpoint;
import io.usher.embedded.Ports;
import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The programs, each as a process of its own from its executable jar, as an operator runs them. The API has one endpoint
 * more, see {@link ApiWithEmptyEndpoint}.
 */
final class Programs implements AutoCloseable {

    /** The platform's key. */
    static final String TOKEN = "usher_a-key-that-only-benchmarks-know";

    private static final String LINK_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path checkout;
    private final Path folder;
    private final Servers servers;
    private final List<String> javaOptions;
    private final Map<Program, Running> running = new EnumMap<>(Program.class);
    private final Map<String, Measured> memory = new HashMap<>();

    private record Running(OwnProcess process, int httpPort) {}

    Programs(Path checkout, Path folder, Servers servers, List<String> javaOptions) {
        this.checkout = checkout;
        this.folder = folder;
        this.servers = servers;
        this.javaOptions = javaOptions;
    }

    boolean isRunning(Program program) {
        return running.containsKey(program);
    }

    /** Starts the program if it does not run. Returns its HTTP port when it is ready. */
    int require(Program program) {
        return require(program, null);
    }

    /** @param recording where it records what it spends its CPU on, once it is stopped; null = it does not */
    int require(Program program, @Nullable Path recording) {
        Running already = running.get(program);
        if (already != null) {
            return already.httpPort();
        }
        int httpPort = Ports.free();
        OwnProcess process =
                OwnProcess.launch(program.shortName(), command(program, httpPort, recording), Map.of(), folder);
        running.put(program, new Running(process, httpPort));
        process.awaitReady(httpPort);
        noteMemoryAtRest(program, process.pid());
        return httpPort;
    }

    private List<String> command(Program program, int httpPort, @Nullable Path recording) {
        List<String> command =
                new ArrayList<>(Java.command("-XX:+UseSerialGC", program.heap(), "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(javaOptions);
        if (recording != null) {
            command.add(Java.recording(recording));
        }
        if (program == Program.API) {
            command.addAll(List.of(
                    "-Dloader.main=" + ApiWithEmptyEndpoint.class.getName(),
                    "-Dloader.path=" + checkout.resolve("deploy/benchmarks/target/classes"),
                    "-cp",
                    executableJar(program).toString(),
                    "org.springframework.boot.loader.launch.PropertiesLauncher"));
        } else {
            command.addAll(List.of("-jar", executableJar(program).toString()));
        }
        properties(program, httpPort).forEach((name, value) -> command.add("--%s=%s".formatted(name, value)));
        return command;
    }

    private Path executableJar(Program program) {
        Path target = checkout.resolve(program.module()).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, program.module() + "-*-exec.jar")) {
            return jars.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> properties(Program program, int httpPort) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "server.port", Integer.toString(httpPort),
                "server.address", "localhost",
                "spring.main.banner-mode", "off",
                "spring.r2dbc.url", servers.database().r2dbcUrl(),
                "spring.r2dbc.password", servers.database().letIn(program.role()),
                "spring.kafka.bootstrap-servers", servers.bootstrapServers()));
        switch (program) {
            case API -> {
                properties.put("usher.admin-token", TOKEN);
                properties.put("usher.sealing-secrets", "a-sealing-secret-for-the-benchmarks");
                properties.put("usher.link-key", LINK_KEY);
            }
            case WORKER -> {}
            case NOTIFIER -> {
                properties.put("usher.link-key", LINK_KEY);
                properties.put("spring.mail.host", "localhost");
                properties.put("spring.mail.port", Integer.toString(servers.smtpPort()));
                // All recipients are of one domain.
                properties.put("usher.mail.pace-per-domain", "0");
            }
        }
        return properties;
    }

    private void noteMemoryAtRest(Program program, long pid) {
        LockSupport.parkNanos(REST_NANOS);
        ProcessUse.residentMiB(pid).ifPresent(mebibytes -> note(program, "at rest", mebibytes));
    }

    private void note(Program program, String when, double mebibytes) {
        String name = "memory %s %s".formatted(program.shortName(), when);
        memory.merge(
                name,
                Measured.once(name, " MiB", mebibytes),
                (before, now) -> before.median() > now.median() ? before : now);
    }

    void stop(Program program) {
        Running stopped = running.remove(program);
        if (stopped != null) {
            ProcessUse.peakResidentMiB(stopped.process().pid())
                    .ifPresent(mebibytes -> note(program, "peak", mebibytes));
            stopped.process().close();
        }
    }

    /** The CPU that each program and server used so far, in microseconds. */
    Map<String, Double> cpuMicros() {
        Map<String, Double> used = new HashMap<>(servers.cpuMicros());
        running.forEach((program, one) ->
                used.put(program.shortName(), ProcessUse.cpuMicros(one.process().pid())));
        used.put("load", ProcessUse.cpuMicros(ProcessHandle.current().pid()));
        return used;
    }

    long pid(Program program) {
        Running one = running.get(program);
        if (one == null) {
            throw new IllegalStateException(program + " does not run");
        }
        return one.process().pid();
    }

    /** Of the programs that were stopped: resident memory at rest and at its peak. */
    List<Measured> memory() {
        return memory.entrySet().stream()
                .sorted(comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void close() {
        for (Program program : Program.values()) {
            stop(program);
        }
    }
}
