package io.usher.api.imports;

import static io.usher.api.Answers.get;
import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.databind.JsonNode;

/** Imports into an invitation: how they begin, go on and end, and who sees them. */
class ImportsIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);
    private final String invitation = scenario.invitation();

    @Test
    void everyRowOfALargeFileGetsItsOutcomeOnce() {
        String csv = "First name,Last name,E-mail\n" + people(0, 10_000) + "Ada,Lovelace,nobody\n"
                + people(9_000, 10_000) + people(10_000, 19_000);

        Answers started = scenario.upload(invitation, csv);
        JsonNode ended = scenario.ended(started);

        assertThat(started.header("Location")).isEqualTo("/api/v1/imports/" + started.at("id"));
        assertThat(started.at("state")).isEqualTo("reading");
        assertThat(ended.path("state").asString()).isEqualTo("done");
        assertThat(ended.path("total").asInt()).isEqualTo(20_001);
        assertThat(ended.path("done").asInt()).isEqualTo(20_001);
        assertThat(ImportScenario.counts(ended))
                .isEqualTo("{new=19000, duplicate=1000, already-member=0, known-account=0, invalid=1}");
        assertThat(ended.path("finishedAt").asString("")).isNotEmpty();
        assertThat(scenario.invitees(invitation)).isEqualTo(19_000);
        assertThat(scenario.rows(started, "invalid")).singleElement().satisfies(row -> {
            assertThat(row.path("row").asInt()).isEqualTo(10_001);
            assertThat(row.path("email").asString()).isEqualTo("nobody");
            assertThat(row.path("reason").asString("")).isNotEmpty();
        });
        assertThat(scenario.rows(started, "duplicate").getFirst().path("row").asInt())
                .isEqualTo(10_002);
        assertThat(scenario.rows(started, null))
                .hasSize(200)
                .first()
                .satisfies(row -> assertThat(row.path("invitee").asString("")).isNotEmpty());
    }

    @Test
    void howeverManyBlankLinesAreBetweenRowsTheyAreNoRows() {
        String csv = "First name,Last name,E-mail\n" + "\n".repeat(3_000_000) + people(0, 1) + "\n".repeat(1_200_000)
                + people(1, 2);

        JsonNode ended = scenario.ended(scenario.upload(invitation, csv));

        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
        assertThat(ended.path("done").asInt()).isEqualTo(2);
        assertThat(scenario.invitees(invitation)).isEqualTo(2);
    }

    @Test
    void aFileOfBlankLinesIsRefused() {
        assertThat(scenario.upload(invitation, "\n".repeat(1_200_000)).problem())
                .isEqualTo("422 not-csv");
    }

    @Test
    void aDryRunInvitesNobodyAndReportsTheSame() {
        String csv = people(0, 1500) + people(0, 3) + "Ada,Lovelace,nobody\n";

        Answers started = ImportScenario.upload(
                scenario.caller(), ImportScenario.path(invitation) + "?dryRun=true", csv.getBytes(UTF_8), "text/csv");
        JsonNode report = scenario.ended(started);
        assertThat(report.path("dryRun").asBoolean()).isTrue();
        assertThat(ImportScenario.counts(report))
                .isEqualTo("{new=1500, duplicate=3, already-member=0, known-account=0, invalid=1}");
        assertThat(scenario.invitees(invitation)).isZero();
        JsonNode done = scenario.ended(scenario.upload(invitation, csv));
        assertThat(done.path("id")).isNotEqualTo(report.path("id"));
        assertThat(ImportScenario.counts(done)).isEqualTo(ImportScenario.counts(report));
        assertThat(scenario.invitees(invitation)).isEqualTo(1500);
    }

    @Test
    void theImportsOfAnInvitationAreListedTheNewestFirst() {
        String path = ImportScenario.path(invitation);
        String first = scenario.upload(invitation, "ada@example.com\n").at("id");
        Answers second = scenario.upload(invitation, "bob@example.com\n");
        assertThat(scenario.ended(second).path("state").asString()).isEqualTo("done");

        JsonNode page = get(scenario.caller(), path + "?limit=1").json();
        assertThat(page.path("items"))
                .singleElement()
                .satisfies(one -> assertThat(one).isEqualTo(scenario.show(second)));
        assertThat(get(scenario.caller(), path + "?cursor=" + page.path("next").asString())
                        .json()
                        .path("items"))
                .singleElement()
                .satisfies(one -> assertThat(one.path("id").asString()).isEqualTo(first));
        assertThat(get(api.as(api.key(scenario.organization(), "members:read")), path)
                        .problem())
                .isEqualTo("403 forbidden");
        String other = api.organization("Others " + System.nanoTime()).get("id").asString();
        assertThat(get(api.as(api.key(other, "invitations:read")), path).problem())
                .isEqualTo("404 not-found");
    }

    @Test
    void aDryRunIsNotInTheAuditLog() {
        String audit = "/api/v1/organizations/" + scenario.organization() + "/audit?subject=";
        Answers dry = ImportScenario.upload(
                scenario.caller(),
                ImportScenario.path(invitation) + "?dryRun=true",
                "ada@example.com\n".getBytes(UTF_8),
                "text/csv");
        Answers real = scenario.upload(invitation, "ada@example.com\n");

        assertThat(get(api.platform(), audit + dry.at("id")).json().path("items"))
                .isEmpty();
        assertThat(get(api.platform(), audit + real.at("id"))
                        .json()
                        .at("/items/0/action")
                        .asString())
                .isEqualTo("import.started");
    }

    @Test
    void aStoppedImportGoesOnWhereItEnded() {
        String csv = people(0, 20_000);
        Answers started = scenario.upload(invitation, csv);
        Answers stopped = scenario.stop(scenario.caller(), started);
        JsonNode after = scenario.show(started);

        assertThat(stopped.status()).isEqualTo(204);
        assertThat(after.path("state").asString()).isEqualTo("cancelled");
        assertThat(after.path("done").asInt()).isLessThan(20_000);
        assertThat(scenario.invitees(invitation)).isEqualTo(after.path("done").asInt());
        Answers again = scenario.upload(invitation, csv);
        JsonNode ended = scenario.ended(again);
        assertThat(again.at("id")).isEqualTo(started.at("id"));
        assertThat(ended.path("done").asInt()).isEqualTo(20_000);
        assertThat(ImportScenario.counts(ended)).startsWith("{new=20000, duplicate=0");
        assertThat(scenario.invitees(invitation)).isEqualTo(20_000);
        assertThat(Answers.delete(scenario.caller(), started.header("Location")).problem())
                .isEqualTo("409 import-ended");
    }

    @Test
    void aFormWithAFileIsTakenToo() {
        String form = "--limit\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nmine\r\n"
                + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + people(0, 3000) + "\r\n--limit--\r\n";

        Answers started = ImportScenario.upload(
                scenario.caller(),
                ImportScenario.path(invitation),
                form.getBytes(UTF_8),
                "multipart/form-data; boundary=limit");

        assertThat(scenario.ended(started).path("counts").path("new").asInt()).isEqualTo(3000);
    }

    @Test
    void theStreamShowsProgressAndEndsWithTheImport() {
        Answers started = scenario.upload(invitation, people(0, 3000));

        List<ServerSentEvent<String>> events = scenario.caller()
                .get()
                .uri(started.header("Location") + "/stream")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .getResponseBody()
                .collectList()
                .block(ImportScenario.SOON);

        assertThat(events).isNotEmpty().last().satisfies(event -> {
            assertThat(event.event()).isEqualTo("done");
            assertThat(event.data()).contains("\"state\":\"done\"", "\"done\":3000");
        });
        assertThat(events).filteredOn(event -> "done".equals(event.event())).hasSize(1);
    }

    @Test
    void importsOfOneInvitationAreReadOneAfterTheOther() {
        Answers first = scenario.upload(invitation, people(0, 5000));
        Answers second = scenario.upload(invitation, people(2500, 5000));

        assertThat(ImportScenario.counts(scenario.ended(second))).startsWith("{new=0, duplicate=2500");
        assertThat(ImportScenario.counts(scenario.ended(first))).startsWith("{new=5000, duplicate=0");
    }

    /** They are all of one invitation, of which only the first is read. */
    @Test
    void anOrganizationHasSoManyImportsAtTheSameTimeAndNoMore() {
        ImportScenario busy = ImportScenario.on(scenario.api());
        String crowded = busy.invitation();
        try (HeldImport first = busy.hold(busy.upload(crowded, people(0, 10_000)))) {
            for (int i = 1; i < StartingImports.MOST_UNFINISHED; i++) {
                assertThat(busy.upload(crowded, people(i, i + 1)).status()).isEqualTo(202);
            }

            Answers refused = busy.upload(busy.invitation(), people(0, 1));
            assertThat(refused.problem()).isEqualTo("429 too-many-imports");
            assertThat(refused.header("Retry-After")).isEqualTo("60");
            assertThat(busy.upload(crowded, people(1, 2)).status())
                    .as("the same file belongs to an import that is there")
                    .isEqualTo(202);
            assertThat(scenario.upload(invitation, people(0, 1)).status())
                    .as("of another organization")
                    .isEqualTo(202);
        }

        await().atMost(ImportScenario.SOON)
                .until(() -> busy.upload(busy.invitation(), people(0, 1)).status() == 202);
    }

    @Test
    void anIdempotencyKeyIsForOneFile() {
        String[] key = {"Idempotency-Key", "import-" + System.nanoTime()};

        Answers started = scenario.upload(invitation, people(0, 3), key);
        Answers repeated = scenario.upload(invitation, people(0, 3), key);
        Answers other = scenario.upload(invitation, people(0, 4), key);

        assertThat(repeated.json()).isEqualTo(started.json());
        assertThat(other.problem()).isEqualTo("422 idempotency-key-reused");
    }

    @Test
    void anImportWhoseInvitationIsDeletedFails() {
        Answers started = scenario.upload(invitation, people(0, 10_000));
        Answers deleted;
        try (HeldImport held = scenario.hold(started)) {
            deleted = Answers.delete(scenario.caller(), "/api/v1/invitations/" + invitation);
        }

        JsonNode ended = scenario.ended(started);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.path("problem").path("code").asString()).isEqualTo("invitation-deleted");
    }

    @Test
    void othersSeeNothingOfAnImport() {
        Answers started = scenario.upload(invitation, people(0, 3));
        String path = started.header("Location");
        ImportScenario stranger = ImportScenario.on(api);
        var reader = api.as(api.key(scenario.organization(), "invitations:read"));

        assertThat(Answers.get(stranger.caller(), path).problem()).isEqualTo("404 not-found");
        assertThat(Answers.get(stranger.caller(), path + "/rows").problem()).isEqualTo("404 not-found");
        assertThat(Answers.get(stranger.caller(), path + "/stream").status()).isEqualTo(404);
        assertThat(Answers.delete(stranger.caller(), path).problem()).isEqualTo("404 not-found");
        assertThat(stranger.upload(invitation, people(0, 3)).problem()).isEqualTo("404 not-found");
        assertThat(Answers.get(reader, path).status()).isEqualTo(200);
        assertThat(Answers.delete(reader, path).problem()).isEqualTo("403 forbidden");
        assertThat(ImportScenario.upload(
                                reader,
                                ImportScenario.path(invitation),
                                people(0, 3).getBytes(UTF_8),
                                "text/csv")
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(Answers.get(scenario.caller(), "/api/v1/imports/nonsense").problem())
                .isEqualTo("404 not-found");
        assertThat(Answers.get(scenario.caller(), path + "/rows?outcome=odd").problem())
                .isEqualTo("400 invalid");
    }

    @Test
    void onlyCsvAndFormsAreTaken() {
        assertThat(Answers.post(scenario.caller(), ImportScenario.path(invitation), Map.of("a", "b"))
                        .problem())
                .isEqualTo("415 unsupported-media-type");
    }
}
