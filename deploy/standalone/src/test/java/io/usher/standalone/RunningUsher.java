package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.testing.ApiClient;
import io.usher.testing.Checkout;
import io.usher.testing.OwnProcess;
import io.usher.testing.PatientConnections;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code deploy/up} as a separate process that is ready. */
public final class RunningUsher implements AutoCloseable {

    /** A start takes some ten seconds; the machine may be busy. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(4);

    private static final Duration REHEARSED_WITHIN = Duration.ofMinutes(15);

    /** Done once, so that starts print only what the tests expect. */
    private static final int REHEARSED = OwnProcess.launch(
                    "rehearse",
                    List.of(Checkout.root().resolve("deploy/rehearse").toString(), UsherPlace.REHEARSED_REQUESTS),
                    Map.of())
            .awaitExit(REHEARSED_WITHIN);

    private static @Nullable RunningUsher shared;

    private final UsherPlace place;
    private final OwnProcess process;

    private RunningUsher(UsherPlace place, OwnProcess process) {
        this.place = place;
        this.process = process;
    }

    /** The one for tests that neither stop it nor need it empty. Must not be closed: it ends with this JVM. */
    public static synchronized RunningUsher shared() {
        if (shared == null) {
            shared = start(UsherPlace.fresh("shared")
                    .with(SharedKeycloak.settings())
                    .withProperties(PatientConnections.SETTINGS));
            SharedKeycloak.launchAhead(shared.url());
        }
        return shared;
    }

    /** Returns when it is ready. */
    static RunningUsher start(UsherPlace place) {
        return awaited(new RunningUsher(place, launch(place)));
    }

    /** As {@link #start}, but with SIGINT ignored, as a script starts it in the background. */
    static RunningUsher startInBackground(UsherPlace place) {
        return awaited(new RunningUsher(
                place,
                OwnProcess.launch(
                        "up", List.of("bash", "-c", "trap '' INT; exec \"$0\"", command()), place.settings())));
    }

    private static RunningUsher awaited(RunningUsher usher) {
        try {
            usher.awaitReady();
            return usher;
        } catch (RuntimeException | Error e) {
            usher.close();
            throw e;
        }
    }

    /** Returns at once. */
    static OwnProcess launch(UsherPlace place) {
        assertThat(REHEARSED).as("deploy/rehearse").isZero();
        return OwnProcess.launch("up", List.of(command()), place.settings());
    }

    private static String command() {
        return Checkout.root().resolve("deploy/up").toString();
    }

    private void awaitReady() {
        await("Usher is ready").atMost(READY_WITHIN).until(() -> isReady() || !process.isAlive());
        assertThat(isReady())
                .as("ready, output %s, errors %s", output(), errors())
                .isTrue();
    }

    private boolean isReady() {
        return output().contains("Usher is ready at " + url());
    }

    public UsherPlace place() {
        return place;
    }

    /** The URL of the API, without a slash at the end. */
    public String url() {
        return "http://localhost:" + place.port(ListeningPort.HTTP);
    }

    /** Calls the API with the platform's key in the settings. */
    public ApiClient api() {
        return new ApiClient(url(), place.token());
    }

    /** Launches the API once more, as a program of its own on the same servers, and returns at once. To be closed. */
    public ProgramProcess anotherApi() {
        Map<String, String> properties = new HashMap<>(PatientConnections.SETTINGS);
        properties.putAll(Map.of(
                "spring.r2dbc.url",
                        "r2dbc:postgresql://localhost:%d/usher".formatted(place.port(ListeningPort.POSTGRES)),
                "spring.r2dbc.password", stored("postgresql/usher_api.password"),
                "spring.kafka.bootstrap-servers", bootstrapServers(),
                "usher.public-url", url(),
                "usher.link-key", stored("link-key"),
                "usher.sealing-secret-file",
                        place.data().resolve("sealing-secret").toString(),
                "usher.admin-token", place.token(),
                "usher.admin-email", UsherPlace.ADMINISTRATOR,
                "usher.admin-password", UsherPlace.PASSWORD));
        return ProgramProcess.launch(Modules.of(Program.API), ProgramProcess.FAST_COMPILER, properties);
    }

    private String stored(String file) {
        try {
            return Files.readString(place.data().resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recipients of all mails, newest first; once per mail. */
    List<String> mailedTo() {
        String mails = "http://localhost:%d/api/messages".formatted(place.port(ListeningPort.MAIL));
        return ApiClient.read(mails)
                .valueStream()
                .flatMap(mail -> mail.get("to").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    String bootstrapServers() {
        return "localhost:" + place.port(ListeningPort.KAFKA);
    }

    ProcessHandle handle() {
        return process.handle();
    }

    /** Lines of the standard output so far. */
    List<String> output() {
        return process.output();
    }

    /** Lines of the standard error so far. */
    List<String> errors() {
        return process.errors();
    }

    /** SIGTERM. Returns the exit status when it has ended. */
    int terminate() {
        return process.terminate();
    }

    /** SIGINT, as Ctrl-C sends it. Returns the exit status when it has ended. */
    int interrupt() {
        return process.interrupt();
    }

    /** SIGKILL of the JVM. Its PostgreSQL runs until the next start in this place. */
    void kill() {
        process.kill();
    }

    /** SIGKILL of PostgreSQL. Returns the exit status when Usher has ended. */
    int loseDatabase() {
        try {
            List<String> lines = Files.readAllLines(place.data().resolve("postgresql/cluster/postmaster.pid"));
            assertThat(ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                            .map(ProcessHandle::destroyForcibly))
                    .contains(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return process.awaitExit();
    }

    @Override
    public void close() {
        process.terminate();
    }
}
