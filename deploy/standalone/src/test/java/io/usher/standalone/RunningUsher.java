package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.testing.ApiClient;
import io.usher.testing.Checkout;
import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code deploy/up} as a process of its own, ready to be called. */
final class RunningUsher implements AutoCloseable {

    /** A start takes some ten seconds; the machine may have other work. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(4);

    /** Once, so that a start has nothing to say but what the tests are about. */
    private static final int REHEARSED = OwnProcess.launch(
                    "rehearse",
                    List.of(Checkout.root().resolve("deploy/rehearse").toString()),
                    Map.of())
            .awaitExit(READY_WITHIN);

    private final UsherPlace place;
    private final OwnProcess process;

    private RunningUsher(UsherPlace place, OwnProcess process) {
        this.place = place;
        this.process = process;
    }

    /** Returns when it is ready. */
    static RunningUsher start(UsherPlace place) {
        return awaited(new RunningUsher(place, launch(place)));
    }

    /** As {@link #start}, but as a script does that puts it into the background: it inherits that SIGINT is ignored. */
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

    /** Returns at once, whether or not it will become ready. */
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
                .as("ready, having said %s and %s", output(), errors())
                .isTrue();
    }

    private boolean isReady() {
        return output().contains("Usher is ready at " + url());
    }

    UsherPlace place() {
        return place;
    }

    /** Where the API is, without a slash at the end. */
    String url() {
        return "http://localhost:" + place.port(ListeningPort.HTTP);
    }

    /** Calls with the platform's key that the place's settings give. */
    ApiClient api() {
        return new ApiClient(url(), place.token());
    }

    /** Whom the mail catcher has mail for, newest first; somebody with two mails twice. */
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

    /** As an operator stops it: SIGTERM. Returns the exit status when it is gone. */
    int terminate() {
        return process.terminate();
    }

    /** As Ctrl-C stops it. Returns the exit status when it is gone. */
    int interrupt() {
        return process.interrupt();
    }

    /** As a crash does: kill -9 of the JVM. Its PostgreSQL goes on until the next start in this place. */
    void kill() {
        process.kill();
    }

    /** As a crash of PostgreSQL does: kill -9 of its first process. Returns the exit status when Usher is gone too. */
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
