package io.usher.api.http.openapi;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** What the OpenAPI document says about operations, and the page that shows it. */
class DocumentIT {

    private final WebTestClient anybody = RunningApi.shared().anonymous();
    private final JsonNode document = get(anybody, "/v3/api-docs").json();

    /** That it has all of them, {@link ScopesIT} shows. */
    @Test
    void everyOperationSaysWhatItDoesAndHowItFails() {
        ServedDocument served = new ServedDocument(document);

        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(document.path("paths").propertyNames()).allMatch(path -> path.startsWith("/api/v1/"));
        assertThat(served.operations()).allSatisfy(operation -> {
            assertThat(operation.node().path("summary").asString("")).isNotEmpty();
            assertThat(operation.statuses()).contains(400, 401, 429, 503).anyMatch(status -> status < 300);
            assertThat(operation.statuses().stream().filter(status -> status >= 400))
                    .as(operation.toString())
                    .allSatisfy(status -> assertThat(
                                    operation.response(status).path("content").toString())
                            .isEqualTo("{\"application/problem+json\":{\"schema\":"
                                    + "{\"$ref\":\"#/components/schemas/Problem\"}}}"));
        });
        assertThat(parameters(served.operation("showGroup").node()))
                .containsExactlyInAnyOrder("path org", "path group");
    }

    /** In words too: pages show descriptions first. */
    @Test
    void theScopesOfAnOperationAreInItsDescriptionOrInThatOfItsTag() {
        assertThat(new ServedDocument(document).operations()).allSatisfy(operation -> {
            String words = operation.node().path("description").asString("") + descriptions(operation);
            assertThat(operation.scopes().stream().filter(scope -> !words.contains("any scope")))
                    .as(operation.toString())
                    .allMatch(scope -> words.contains("`" + scope + "`"));
        });
    }

    private String descriptions(Operation operation) {
        List<String> tags = operation
                .node()
                .path("tags")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        return document.path("tags")
                .valueStream()
                .filter(tag -> tags.contains(tag.path("name").asString()))
                .map(tag -> tag.path("description").asString(""))
                .collect(Collectors.joining(" "));
    }

    @Test
    void everyPostCanBeRepeated() {
        document.path("paths").forEach(path -> {
            if (path.has("post")) {
                assertThat(parameters(path.path("post"))).contains("header Idempotency-Key");
            }
        });
    }

    @Test
    void everyOperationHasANameAndEachParameterOnce() {
        List<String> names = operations()
                .map(operation -> operation.path("operationId").asString())
                .toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)+"))
                .contains("listInvitations", "makeTeam", "askForSeat", "changeOrganization");
        assertThat(operations().map(DocumentIT::parameters))
                .allSatisfy(parameters -> assertThat(parameters).doesNotHaveDuplicates());
    }

    @Test
    void everyListOfThingsThatHaveANameOrAnAddressIsSearched() {
        List<JsonNode> named = operations()
                .filter(operation -> operation.path("operationId").asString("").startsWith("list"))
                .filter(operation -> properties(operation).stream()
                        .anyMatch(Set.of("name", "email", "address", "firstName")::contains))
                .toList();

        assertThat(named)
                .extracting(list -> list.path("operationId").asString())
                .contains("listTeams", "listMembers", "listInviteesOfInvitation", "listRowsOfImport");
        assertThat(named).allSatisfy(list -> assertThat(parameters(list)).contains("query q"));
    }

    /** Those of an item of a list. */
    private List<String> properties(JsonNode list) {
        JsonNode page = list.path("responses")
                .path("200")
                .path("content")
                .path("application/json")
                .path("schema");
        JsonNode item = resolved(resolved(page).path("properties").path("items").path("items"));
        return List.copyOf(item.path("properties").propertyNames());
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    @Test
    void everyListHasPages() {
        List<JsonNode> lists = operations()
                .filter(operation -> operation.path("operationId").asString("").startsWith("list"))
                .toList();

        assertThat(lists).hasSizeGreaterThan(6).allSatisfy(list -> {
            assertThat(parameters(list)).contains("query limit", "query cursor");
            JsonNode limit = list.path("parameters")
                    .valueStream()
                    .filter(one -> one.path("name").asString().equals("limit"))
                    .findFirst()
                    .orElseThrow()
                    .path("schema");
            assertThat(limit.path("maximum").asInt()).isEqualTo(200);
            assertThat(limit.path("default").asInt()).isEqualTo(50);
        });
    }

    @Test
    void whatTheLastAdminIsRefusedIsInTheDocument() {
        ServedDocument served = new ServedDocument(document);

        for (String operation : List.of("erasePerson", "removeMember", "changeMember", "withdrawAcceptance")) {
            assertThat(served.operation(operation)
                            .response(409)
                            .path("description")
                            .asString(""))
                    .as(operation)
                    .contains("`last-admin`");
        }
    }

    @Test
    void whatOnesOwnNeedsIsASessionWithoutPermissions() {
        ServedDocument served = new ServedDocument(document);

        for (String operation :
                List.of("askForSeat", "showAcceptance", "followAcceptanceUntilItIsDecided", "withdrawAcceptance")) {
            assertThat(served.operation(operation).node().path("security").toString())
                    .as(operation)
                    .contains("{\"session\":[]}");
        }
        assertThat(served.operation("askForSeat")
                        .node()
                        .at("/requestBody/required")
                        .asBoolean(false))
                .isFalse();
    }

    private Stream<JsonNode> operations() {
        return document.path("paths")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .filter(JsonNode::isObject);
    }

    private static List<String> parameters(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("in").asString() + " "
                        + parameter.path("name").asString())
                .toList();
    }

    /** Its scripts have styles in them, and its styles pictures; no script is in the page. */
    @Test
    void thePageMayLoadWhatItNeedsFromHereAndNothingElse() {
        Answers page = get(anybody, "/docs");
        String location = page.status() == 302 ? page.header("Location") : "/docs";
        for (String path : List.of(
                "/docs",
                location,
                URI.create(location).resolve("swagger-initializer.js").toString(),
                "/v3/api-docs")) {
            Answers answer = get(anybody, path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
                            + " frame-ancestors 'none'");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).as(path).isEqualTo("same-origin");
            assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy")).as(path).contains("camera=()");
        }
        assertThat(get(anybody, location).text())
                .contains("<script src=")
                .doesNotContainPattern("<script(?! src=)")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @Test
    void thePageLoadsWithAllItsAssetsFromHere() {
        Answers page = get(anybody, "/docs");
        String location = page.status() == 302 ? page.header("Location") : "/docs";
        Answers html = get(anybody, location);
        Matcher assets = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(html.text());
        int found = 0;

        assertThat(html.status()).isEqualTo(200);
        while (assets.find()) {
            String asset = URI.create(location).resolve(assets.group(1)).toString();
            assertThat(asset).startsWith("/");
            assertThat(get(anybody, asset).status()).as(asset).isEqualTo(200);
            found++;
        }
        assertThat(found).isGreaterThan(3);
        assertThat(get(anybody, "/v3/api-docs/swagger-config").at("url")).isEqualTo("/v3/api-docs");
    }
}
