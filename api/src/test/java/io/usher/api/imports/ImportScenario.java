package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** An organization whose key imports people into its invitations. */
record ImportScenario(RunningApi api, String organization, WebTestClient caller) {

    static final Duration SOON = Patience.LATER;

    static ImportScenario on(RunningApi api) {
        String organization =
                api.organization("Importing " + System.nanoTime()).get("id").asString();
        return new ImportScenario(
                api, organization, api.as(api.key(organization, "invitations:write", "invitations:read")));
    }

    /** A new invitation of nobody yet. */
    String invitation() {
        return RunningApi.created(
                        caller,
                        "/api/v1/organizations/" + organization + "/invitations",
                        Map.of("name", "Imported", "mode", "targeted", "sendEmails", false))
                .get("id")
                .asString();
    }

    static String people(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "First%d,Last%d,p%d@imported.example%n".formatted(i, i, i))
                .collect(Collectors.joining());
    }

    Answers upload(String invitation, String csv, String... headers) {
        return upload(caller, path(invitation), csv.getBytes(UTF_8), "text/csv", headers);
    }

    static String path(String invitation) {
        return "/api/v1/invitations/" + invitation + "/imports";
    }

    static Answers upload(WebTestClient caller, String path, byte[] body, String type, String... headers) {
        WebTestClient.RequestBodySpec request = caller.post().uri(path);
        request.header("Content-Type", type);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        EntityExchangeResult<String> result =
                request.bodyValue(body).exchange().expectBody(String.class).returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    /** The import once it has ended. */
    JsonNode ended(Answers started) {
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        await().atMost(SOON).until(() -> !show(started).path("state").asString().equals("reading"));
        return show(started);
    }

    /** Until it is closed. */
    HeldImport hold(Answers started) {
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        return HeldImport.of(api, started.at("id"));
    }

    /** Stops it before it is read to its end. */
    Answers stop(WebTestClient caller, Answers started) {
        try (HeldImport held = hold(started)) {
            return held.letGoFor(() -> Answers.delete(caller, started.header("Location")));
        }
    }

    JsonNode show(Answers started) {
        return Answers.get(caller, started.header("Location")).json();
    }

    /** The first 200 rows of the report. */
    List<JsonNode> rows(Answers started, @Nullable String outcome) {
        return Answers.get(
                        caller,
                        started.header("Location") + "/rows?limit=200" + (outcome == null ? "" : "&outcome=" + outcome))
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    /** Rows by outcome. */
    static String counts(JsonNode shown) {
        return shown.path("counts")
                .propertyStream()
                .map(count -> count.getKey() + "=" + count.getValue().asInt())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    long invitees(String invitation) {
        return count("select count(*) from directory.invitee where invitation_id = '" + invitation + "'");
    }

    long count(String sql) {
        Long rows = api.context()
                .getBean(DatabaseClient.class)
                .sql(sql)
                .mapValue(Long.class)
                .one()
                .block(SOON);
        return rows == null ? -1 : rows;
    }
}
