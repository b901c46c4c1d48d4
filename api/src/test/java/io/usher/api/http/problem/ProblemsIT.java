package io.usher.api.http.problem;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Answers.send;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

class ProblemsIT {

    private static final String PATH = "/api/v1/organizations";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();

    @Test
    void withoutAValidKeyTheAnswerSaysHowToAuthenticate() {
        for (WebTestClient caller : List.of(
                api.anonymous(), api.as("usher_nobody"), api.as("usher_" + "x".repeat(43)), api.as("x".repeat(600)))) {
            Answers refused = get(caller, PATH);
            assertThat(refused.problem()).isEqualTo("401 unauthorized");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(get(api.anonymous(), PATH, "Authorization", "Basic dXNlcjpwYXNz")
                        .problem())
                .isEqualTo("401 unauthorized");
        assertThat(get(api.anonymous(), "/actuator/env").problem()).isEqualTo("401 unauthorized");
    }

    @Test
    void everythingInABodyThatCannotBeReadIsNamed() {
        String organization =
                api.organization("Unreadable " + System.nanoTime()).path("id").asString();
        WebTestClient caller = api.as(api.key(organization, "invitations:write"));
        String path = PATH + "/" + organization + "/invitations";

        Answers refused = post(caller, path, """
                {"nonsense": {"a": [1]}, "name": 5, "emails": ["a@example.com", {"b": 1}], "opensAt": "soon",
                 "waitlist": {}, "more": 1}""");
        assertThat(refused.problem()).isEqualTo("400 malformed");
        assertThat(refused.fields())
                .containsExactlyInAnyOrder("nonsense", "name", "emails[1]", "opensAt", "waitlist", "more");
        assertThat(refused.text()).contains("is not known", "must be true or false", "RFC 3339");
        assertThat(post(caller, path, "{\"name\": 5, \"quota\": \"many\", \"opensAt\": \"soon\"}")
                        .fields())
                .as("as far as it can be read")
                .containsExactly("name", "quota");
        Answers made = post(caller, path, Map.of("name", "Fine"));
        assertThat(post(caller, made.header("Location") + "/invitees", """
                        [{"email": "a@example.com"}, {"email": 5, "nick": "B", "age": {"years": 7}}]""").fields())
                .containsExactlyInAnyOrder("[1].email", "[1].nick", "[1].age");
        for (Answers misread : List.of(
                post(caller, path, "{\"nonsense\": 1, \"quota\": \"many\"}"),
                patch(caller, made.header("Location"), "{\"nonsense\": 1, \"quota\": \"many\"}"))) {
            assertThat(misread.problem()).isEqualTo("400 malformed");
            assertThat(misread.fields())
                    .as("beside a value that ends the reading")
                    .containsExactly("nonsense", "quota");
        }
        String many = IntStream.range(0, 200).mapToObj(i -> "\"f" + i + "\": 1").collect(joining(",", "{", "}"));
        assertThat(post(caller, path, many).fields()).hasSize(100);
        assertThat(patch(caller, made.header("Location"), many).fields()).hasSize(100);
        assertThat(post(caller, path, "{\"nonsense\": 1, \"name\": \"Fine\"}").fields())
                .containsExactly("nonsense");
        assertThat(post(caller, path, "{\"nonsense\": 1, \"name\": 2, ").problem())
                .isEqualTo("400 malformed");
        assertThat(post(caller, path, "[1, 2]").problem()).isEqualTo("400 malformed");
        assertThat(get(caller, path).json().path("items")).hasSize(1);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(get(platform, "/api/v1/nothing").problem()).isEqualTo("404 not-found");
        assertThat(get(api.anonymous(), "/nothing").problem()).isEqualTo("404 not-found");
        assertThat(get(platform, PATH + "/nobody").problem()).isEqualTo("404 not-found");
        assertThat(get(platform, PATH + "/nobody/teams").problem()).isEqualTo("404 not-found");
        assertThat(get(platform, "/api/v1/invitations/nothing").problem()).isEqualTo("404 not-found");
        assertThat(get(platform, "/api/v1/invitations/01890a5d-ac96-774b-bcce-b302099a8057")
                        .problem())
                .isEqualTo("404 not-found");
    }

    @Test
    void theMethodTheFormAndTheSizeAreJudged() {
        assertThat(send(platform, HttpMethod.DELETE, PATH, null).problem()).isEqualTo("405 method-not-allowed");
        assertThat(send(platform, HttpMethod.DELETE, PATH, null).header("Allow"))
                .contains("GET", "POST");
        assertThat(get(platform, PATH, "Accept", "text/csv").problem()).isEqualTo("406 not-acceptable");
        assertThat(get(platform, PATH, "Accept", "text/csv").at("detail"))
                .isEqualTo("This is served as application/json.");
        assertThat(get(api.anonymous(), "/i/nothing", "Accept", "application/json")
                        .at("detail"))
                .isEqualTo("This is served as text/html.");
        assertThat(get(platform, "/api/v1/acceptances/nothing/stream", "Accept", "application/json")
                        .at("detail"))
                .isEqualTo("This is served as text/event-stream.");
        assertThat(post(platform, PATH, "<a/>", "Content-Type", "application/xml")
                        .problem())
                .isEqualTo("415 unsupported-media-type");
        assertThat(post(platform, PATH, named("x".repeat(2 << 20))).problem()).isEqualTo("413 too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "5",
                "null",
                "\"x\"",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\"} x",
                "{'name':'a'}"
            })
    void whatIsNoJsonObjectIsMalformed(String body) {
        assertThat(post(platform, PATH, body).problem()).isEqualTo("400 malformed");
    }

    @Test
    void whatNestsTooDeepIsMalformed() {
        assertThat(post(platform, PATH, "{\"name\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                        .problem())
                .isEqualTo("400 malformed");
    }

    @Test
    void theFieldAtFaultIsNamed() {
        assertThat(post(platform, PATH, Map.of("name", "x", "colour", "red")).fields())
                .containsExactly("colour");
        assertThat(post(platform, PATH, Map.of("name", "x", "plan", Map.of("seats", "many")))
                        .fields())
                .containsExactly("plan.seats");
        assertThat(post(platform, PATH, Map.of("name", "x", "plan", Map.of("seats", -1)))
                        .fields())
                .containsExactly("plan.seats");
        assertThat(post(platform, PATH, Map.of("name", "x", "slug", "Not A Slug"))
                        .fields())
                .containsExactly("slug");
        assertThat(get(platform, PATH + "?limit=many").fields()).containsExactly("limit");
        assertThat(get(platform, PATH + "?limit=0").fields()).containsExactly("limit");
        assertThat(get(platform, PATH + "?limit=201").fields()).containsExactly("limit");
        assertThat(get(platform, PATH + "?cursor=elsewhere").fields()).containsExactly("cursor");
    }

    @Test
    void aProblemShowsNothingOfTheInside() {
        for (String body :
                List.of("{\"name\": {\"a\": 1}}", "{\"plan\": 5, \"name\": \"x\"}", "{\"name\": \"\\uD800\"}")) {
            assertThat(post(platform, PATH, body).text()).doesNotContain("jackson", "java", "io.usher", "Exception");
        }
    }
}
