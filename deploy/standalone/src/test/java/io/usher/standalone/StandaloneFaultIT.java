package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Starts, stops and kills {@code deploy/up}. */
@Execution(CONCURRENT)
final class StandaloneFaultIT {

    @Test
    void stopsAndKillsLoseNoSeatsAndRepeatNoMails() throws IOException {
        UsherPlace place = UsherPlace.fresh("again").without("USHER_ADMIN_TOKEN");
        String key;
        String invitation;
        try (RunningUsher usher = RunningUsher.start(place)) {
            key = shownKey(usher.output());
            assertPrintsAddresses(usher);
            assertThat(Files.readString(place.data().resolve("logs/usher.log"))).doesNotContain(key);
            assertThat(place.data().resolve("first-key")).doesNotExist();
            assertEachProgramHasItsOwnPassword(place);
            assertSecondStartIsRefused(usher);

            ApiClient api = usher.api().withKey(key);
            invitation = invitationFor(10, api);
            accept(invitation, api, "ada@example.com", "bob@example.com", "eve@example.com");
            assertMailed(usher, "ada@example.com", "bob@example.com", "eve@example.com");

            List<ProcessHandle> processes = withDescendants(usher.handle());
            assertThat(usher.terminate()).isEqualTo(143);
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(place.data().resolve("postgresql/cluster/postmaster.pid"))
                    .doesNotExist();
            assertFree(place);
        }
        try (RunningUsher usher = RunningUsher.start(place)) {
            assertThat(usher.output())
                    .as("shown once")
                    .noneMatch(line -> line.contains("Bearer usher_"))
                    .anyMatch(line -> line.contains("the first start showed"));
            ApiClient api = usher.api().withKey(key);
            assertThat(remaining(invitation, api)).isEqualTo(7);
            accept(invitation, api, "joe@example.com");
            // A mail that is being sent at a kill waits for the end of a lease of two minutes.
            assertMailed(usher, "ada@example.com", "bob@example.com", "eve@example.com", "joe@example.com");
            usher.kill();
        }
        UsherPlace withToken = place.with("USHER_ADMIN_TOKEN", UsherPlace.TOKEN);
        try (RunningUsher usher = RunningUsher.startInBackground(withToken)) {
            assertThat(usher.output()).noneMatch(line -> line.contains(UsherPlace.TOKEN));
            assertThat(remaining(invitation, usher.api())).isEqualTo(6);
            accept(invitation, usher.api(), "zoe@example.com");
            assertThat(remaining(invitation, usher.api())).isEqualTo(5);
            assertMailed(
                    usher,
                    "ada@example.com",
                    "bob@example.com",
                    "eve@example.com",
                    "joe@example.com",
                    "zoe@example.com");
            assertThat(usher.interrupt()).isEqualTo(130);
            assertFree(place);
        }
        try (RunningUsher usher = RunningUsher.start(withToken)) {
            accept(invitation, usher.api(), "kim@example.com");
            assertThat(usher.loseDatabase()).isEqualTo(1);
            assertThat(usher.errors())
                    .contains("Usher: PostgreSQL has ended (what was acknowledged is there at the next start)");
            assertFree(place);
        }
        try (RunningUsher usher = RunningUsher.start(withToken)) {
            assertThat(remaining(invitation, usher.api())).isEqualTo(4);
        }
        try (RunningUsher usher = RunningUsher.start(place)) {
            assertThat(usher.output())
                    .as("the token has revoked the key")
                    .noneMatch(line -> line.contains("the first start showed"))
                    .anyMatch(line -> line.contains("USHER_ADMIN_TOKEN"));
        }
    }

    private static void assertPrintsAddresses(RunningUsher usher) {
        UsherPlace place = usher.place();
        assertThat(ApiClient.read(usher.url() + "/actuator/health/readiness")
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        assertThat(usher.errors()).isEmpty();
        assertThat(usher.output())
                .startsWith("Usher is starting")
                .anyMatch(line -> line.contains(usher.url() + "/api/v1"))
                .anyMatch(line -> line.contains(usher.url() + "/docs"))
                .anyMatch(line -> line.contains("http://localhost:" + place.port(ListeningPort.MAIL)))
                .anyMatch(line -> line.contains(usher.bootstrapServers()))
                .anyMatch(line -> line.contains(
                        "jdbc:postgresql://localhost:%d/usher".formatted(place.port(ListeningPort.POSTGRES))))
                .anyMatch(line -> line.endsWith(place.data().toString()))
                .last()
                .isEqualTo("Usher is ready at " + usher.url());
    }

    private static String shownKey(List<String> said) {
        return said.stream()
                .filter(line -> line.contains("Bearer usher_"))
                .map(line -> line.replaceFirst(".*Bearer (usher_[A-Za-z0-9_-]+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static void assertEachProgramHasItsOwnPassword(UsherPlace place) throws IOException {
        String database = "jdbc:postgresql://localhost:%d/usher".formatted(place.port(ListeningPort.POSTGRES));
        for (Program program : Program.values()) {
            Path file = place.data().resolve("postgresql/%s.password".formatted(program.role()));
            String password = Files.readString(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            for (Program another : Program.values()) {
                assertThatCode(() -> DriverManager.getConnection(database, another.role(), password)
                                .close())
                        .satisfies(failure -> assertThat(failure == null)
                                .as("%s with the password of %s", another.role(), program.role())
                                .isEqualTo(another == program));
            }
        }
    }

    private static void assertSecondStartIsRefused(RunningUsher first) {
        OwnProcess second = RunningUsher.launch(first.place());

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).isEmpty();
        assertThat(second.errors())
                .containsExactly("Usher: %s: in use by the Usher at %s, process %d"
                        .formatted(
                                first.place().data(),
                                first.url(),
                                first.handle().pid()));
    }

    private static String invitationFor(int quota, ApiClient api) {
        assertThat(api.post("/organizations", "{\"name\": \"Acme\", \"slug\": \"acme\"}")
                        .status())
                .isEqualTo(201);
        Answer invitation =
                api.post("/organizations/acme/invitations", "{\"name\": \"Open day\", \"quota\": %d}".formatted(quota));
        assertThat(invitation.status()).isEqualTo(201);
        return invitation.body().get("id").asString();
    }

    private static void accept(String invitation, ApiClient api, String... emails) {
        for (String email : emails) {
            Answer answer = api.postUntilConfirmed(
                    "/invitations/%s/acceptances".formatted(invitation),
                    "{\"email\": \"%s\"}".formatted(email),
                    "Prefer",
                    "wait=30");
            assertThat(answer.body().path("outcome").asString())
                    .as("%s", answer)
                    .isEqualTo("accepted");
        }
    }

    private static int remaining(String invitation, ApiClient api) {
        return api.get("/invitations/" + invitation).body().get("remaining").asInt();
    }

    private static void assertMailed(RunningUsher usher, String... emails) {
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofMinutes(4))
                .untilAsserted(() -> assertThat(usher.mailedTo()).containsExactlyInAnyOrder(emails));
    }

    private static List<ProcessHandle> withDescendants(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void assertFree(UsherPlace place) {
        for (ListeningPort listening : ListeningPort.values()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), place.port(listening)));
            } catch (IOException e) {
                throw new AssertionError("%s is still taken".formatted(listening), e);
            }
        }
    }
}
