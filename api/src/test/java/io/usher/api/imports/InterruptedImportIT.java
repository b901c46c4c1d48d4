package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.SOON;
import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.ApiApplication;
import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import io.usher.embedded.Ports;
import io.usher.testing.OwnProcess;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Uploads and imports that somebody or something interrupts, and files that are too large or too slow. */
class InterruptedImportIT {

    private static final int PEOPLE = 30_000;

    @Test
    void anImportGoesOnInAnotherInstanceWhereTheFirstOneStopped() {
        Database database = TestServers.freshDatabase();
        String location;
        String invitation;
        String key;
        try (RunningApi first = RunningApi.start(database)) {
            ImportScenario scenario = ImportScenario.on(first);
            invitation = scenario.invitation();
            key = first.key(scenario.organization(), "invitations:write");
            Answers started = scenario.upload(invitation, people(0, PEOPLE));
            location = started.header("Location");
            await().atMost(SOON).until(() -> scenario.show(started).path("done").asInt() > 0);
        }
        try (RunningApi second = RunningApi.start(database)) {
            ImportScenario scenario = new ImportScenario(second, "", second.as(key));
            await().atMost(SOON)
                    .until(() ->
                            Answers.get(scenario.caller(), location).at("state").equals("done"));
            JsonNode ended = Answers.get(scenario.caller(), location).json();

            assertThat(ended.path("done").asInt()).isEqualTo(PEOPLE);
            assertThat(ended.path("counts").path("new").asInt()).isEqualTo(PEOPLE);
            assertThat(scenario.invitees(invitation)).isEqualTo(PEOPLE);
            assertThat(scenario.count("select count(*) from directory.import_row"))
                    .isEqualTo(PEOPLE);
        }
    }

    @Test
    void anImportGoesOnExactlyWhereAKilledProcessLeftIt() {
        Database database = TestServers.freshDatabase();
        String invitation;
        String key;
        try (RunningApi first = RunningApi.start(database)) {
            ImportScenario scenario = ImportScenario.on(first);
            invitation = scenario.invitation();
            key = first.key(scenario.organization(), "invitations:write");
        }
        int port = Ports.free();
        Answers started;
        int sent = 0;
        try (OwnProcess process = OwnProcess.launch("importing-api", command(database, port), Map.of())) {
            process.awaitReady(port);
            WebTestClient caller = WebTestClient.bindToServer()
                    .baseUrl("http://localhost:" + port)
                    .responseTimeout(SOON)
                    .defaultHeader("Authorization", "Bearer " + key)
                    .build();
            // Again with others if they were all there before anybody looked.
            do {
                started = ImportScenario.upload(
                        caller,
                        ImportScenario.path(invitation),
                        people(sent, sent + PEOPLE).getBytes(UTF_8),
                        "text/csv");
                assertThat(started.status()).isEqualTo(202);
                sent += PEOPLE;
                String id = started.at("id");
                await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> done(database, id) > 0);
            } while (done(database, started.at("id")) == PEOPLE && sent < 5 * PEOPLE);
            process.kill();
        }
        assertThat(done(database, started.at("id")))
                .as("it was killed in the middle")
                .isBetween(1, PEOPLE - 1);

        try (RunningApi second = RunningApi.start(database)) {
            ImportScenario scenario = new ImportScenario(second, "", second.as(key));
            JsonNode ended = scenario.ended(started);

            assertThat(ended.path("state").asString()).isEqualTo("done");
            assertThat(ended.path("counts").path("new").asInt()).isEqualTo(PEOPLE);
            assertThat(scenario.invitees(invitation)).isEqualTo(sent);
            assertThat(scenario.count("select count(*) from directory.import_row"))
                    .isEqualTo(sent);
        }
    }

    private static int done(Database database, String id) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select done from directory.import where id = '" + id + "'")) {
            return found.next() ? found.getInt(1) : -1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The program on the class path of this test. */
    private static List<String> command(Database database, int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ApiApplication.class.getName(),
                "--server.port=" + port,
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                "--spring.r2dbc.password=" + database.letIn("usher_api"),
                "--spring.kafka.bootstrap-servers=" + TestServers.kafka().bootstrapServers(),
                "--usher.link-key=" + RunningApi.LINK_KEY,
                "--usher.sealing-secrets=a-sealing-secret-for-all-instances-of-tests",
                "--usher.projection.group=projection-" + database.name(),
                "--usher.dead-letters.group=dead-letters-" + database.name());
    }

    @Test
    void severalInstancesReadOneImportWithoutDoingAnythingTwice() {
        Database database = TestServers.freshDatabase();
        try (RunningApi one = RunningApi.start(database);
                RunningApi other = RunningApi.start(database)) {
            ImportScenario scenario = ImportScenario.on(one);
            String invitation = scenario.invitation();
            String elsewhere = scenario.invitation();
            Answers started = scenario.upload(invitation, people(0, PEOPLE));
            Answers second = ImportScenario.upload(
                    other.as(RunningApi.ADMIN_TOKEN),
                    ImportScenario.path(elsewhere),
                    people(0, PEOPLE).getBytes(UTF_8),
                    "text/csv");

            assertThat(scenario.ended(started).path("counts").path("new").asInt())
                    .isEqualTo(PEOPLE);
            assertThat(scenario.ended(second).path("counts").path("new").asInt())
                    .isEqualTo(PEOPLE);
            assertThat(scenario.invitees(invitation)).isEqualTo(PEOPLE);
            assertThat(scenario.invitees(elsewhere)).isEqualTo(PEOPLE);
        }
    }

    @Test
    void filesHaveLimitsOfTheirOwn() throws IOException {
        try (RunningApi api = RunningApi.start(
                TestServers.freshDatabase(),
                "usher.uploads.largest=2MB",
                "usher.uploads.most-rows=50000",
                "usher.uploads.within=20s",
                "usher.body-within=4s")) {
            ImportScenario scenario = ImportScenario.on(api);
            String path = ImportScenario.path(scenario.invitation());

            assertThat(ImportScenario.upload(
                                    scenario.caller(), path, people(0, 40_000).getBytes(UTF_8), "text/csv")
                            .status())
                    .isEqualTo(202);
            assertThat(refused(scenario, path, people(0, 60_000))).isEqualTo("413 too-large");
            assertThat(refused(scenario, path, people(0, 50_001).replace("First", "F")))
                    .isEqualTo("413 too-large");
            assertTooLargeInChunks(api, path);
            assertSlowFilesArrive(api, path);
            await().atMost(SOON)
                    .until(() -> scenario.count("select count(*) from directory.import_file f where not exists"
                                    + " (select from directory.import i where i.file_id = f.id)")
                            == 0);
        }
    }

    private static String refused(ImportScenario scenario, String path, String csv) {
        return ImportScenario.upload(scenario.caller(), path, csv.getBytes(UTF_8), "text/csv")
                .problem();
    }

    private static void assertTooLargeInChunks(RunningApi api, String path) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(RawConnection.head("POST", path, "Content-Type: text/csv", "Transfer-Encoding: chunked"));
            String chunk = "Ada,Lovelace,ada@example.com\n".repeat(1000);
            for (int i = 0; i < 80; i++) {
                connection.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            connection.send("0\r\n\r\n");

            assertThat(connection.answer().problem()).isEqualTo("413 too-large");
        }
    }

    /** Longer than other bodies may take, but not longer than files may. */
    private static void assertSlowFilesArrive(RunningApi api, String path) throws IOException {
        assertThat(trickled(api, path, 50)).isEqualTo(202);
        assertThat(trickled(api, path, 250)).isEqualTo(408);
    }

    private static int trickled(RunningApi api, String path, int lines) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(RawConnection.head(
                    "POST", path, "Content-Type: text/csv", "Content-Length: " + lines * line(0).length()));
            for (int i = 0; i < lines && !connection.hasAnswer(); i++) {
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                connection.send(line(i));
            }
            return connection.answer().status();
        }
    }

    private static String line(int number) {
        return "Ada,Lovelace,slow%03d@example.com\n".formatted(number);
    }

    @Test
    void nothingIsLeftOfAnUploadThatBreaksOff() throws IOException {
        RunningApi api = RunningApi.shared();
        ImportScenario scenario = ImportScenario.on(api);
        String path = ImportScenario.path(scenario.invitation());
        String files = "select count(*) from directory.import_piece where encode(bytes, 'escape') like '%broken-off%'";
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(RawConnection.head("POST", path, "Content-Type: text/csv", "Content-Length: 1000000"));
            connection.send("Ada,Lovelace,broken-off@example.com\n".repeat(4000));
            await().atMost(SOON).until(() -> scenario.count(files) > 0);
        }

        await().atMost(SOON).until(() -> scenario.count(files) == 0);
        assertThat(scenario.count("select count(*) from directory.import i where i.total = 4000"))
                .isZero();
    }
}
