package io.usher.api.history;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** An organization, whose log is looked at. */
abstract class HistoryScenario {

    final RunningApi api = RunningApi.shared();
    final WebTestClient platform = api.platform();
    final String name = "History " + System.nanoTime();
    final String id = api.organization(name).get("id").asString();
    final String path = "/api/v1/organizations/" + id;

    List<JsonNode> entries(String query) {
        Answers answer = get(platform, path + "/audit?limit=200" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("items").valueStream().toList();
    }

    JsonNode newest() {
        return entries("").getFirst();
    }

    Stream<String> actions(String query) {
        return entries(query).stream().map(entry -> entry.path("action").asString());
    }
}
