package io.usher.api.http.openapi;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.RejectionReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

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
    void everyReferenceLeadsSomewhere() {
        Matcher references =
                Pattern.compile("\"\\$ref\":\"#/components/([^\"]+)\"").matcher(document.toString());
        while (references.find()) {
            assertThat(document.at("/components/" + references.group(1)).isMissingNode())
                    .as(references.group(1))
                    .isFalse();
        }
    }

    @Test
    void theSchemasSayWhatMayBeMissing() {
        JsonNode invitation = document.path("components").path("schemas").path("Invitation");

        assertThat(invitation.path("required").toString())
                .contains("\"id\"", "\"warnings\"")
                .doesNotContain("quota");
        assertThat(invitation.path("properties").path("quota").path("type").toString())
                .contains("null", "integer");
        assertThat(document.path("components")
                        .path("securitySchemes")
                        .path("key")
                        .path("scheme")
                        .asString())
                .isEqualTo("bearer");
    }

    @Test
    void keysMayHaveEveryScopeThatThereIs() {
        assertThat(values("NewPlatformKey", "scopes"))
                .containsExactlyInAnyOrderElementsOf(
                        Permission.scopes().stream().map(Permission::wireName).toList());
        assertThat(values("NewKey", "scopes"))
                .containsExactlyInAnyOrderElementsOf(Permission.scopes().stream()
                        .filter(scope -> !scope.isPlatforms())
                        .map(Permission::wireName)
                        .toList());
        assertThat(values("ChangeableRole", "permissions"))
                .containsExactlyInAnyOrderElementsOf(
                        Permission.ofRoles().stream().map(Permission::wireName).toList());
    }

    private List<String> values(String schema, String property) {
        return document.at("/components/schemas/%s/properties/%s/items/enum".formatted(schema, property))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
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
    void aPatchNeedsNothing() {
        List<String> patches = document.path("paths")
                .valueStream()
                .filter(path -> path.has("patch"))
                .flatMap(path ->
                        path.path("patch").path("requestBody").path("content").valueStream())
                .map(content -> content.path("schema").path("$ref").asString())
                .distinct()
                .toList();

        assertThat(patches).hasSize(9).allSatisfy(reference -> {
            JsonNode schema = document.at(reference.substring(1));
            String property =
                    reference.contains("Member") ? "roles" : reference.contains("DeadLetter") ? "payload" : "name";
            assertThat(schema.path("properties").has(property)).isTrue();
            assertThat(schema.has("required")).isFalse();
        });
    }

    @Test
    void whatIsLeftOutWhereItSaysNothingIsNotRequired() {
        JsonNode problem = document.path("components").path("schemas").path("Problem");

        assertThat(problem.path("required").toString()).contains("\"code\"").doesNotContain("errors");
        assertThat(document.path("components")
                        .path("schemas")
                        .path("NewKey")
                        .path("required")
                        .toString())
                .contains("\"name\"", "\"scopes\"");
    }

    @Test
    void everySchemaSaysSomething() {
        assertThat(document.path("components").path("schemas").propertyStream())
                .allSatisfy(schema -> assertThat(
                                schema.getValue().path("properties").size())
                        .as(schema.getKey())
                        .isPositive());
    }

    @Test
    void aPatchIsNamedAfterWhatItChangesOnce() {
        assertThat(document.path("components").path("schemas").propertyNames())
                .contains("ChangedOrganizationPatch")
                .noneMatch(name -> name.endsWith("PatchPatch"));
    }

    /** As they are written in the sources: nobody answers a code that the document does not know. */
    @Test
    void everyCodeOfAProblemIsListed() throws IOException {
        String listed = document.at("/components/schemas/Problem/properties/code/description")
                .asString();
        Pattern code = Pattern.compile(
                "Refusal\\s*\\.\\s*(?:conflict|againstRule|unavailable|notFound|unsupported|limited)"
                        + "\\(\\s*\"([a-z-]+)\"|return new [A-Z][A-Za-z]+\\(\"([a-z-]+)\",|\\bof\\(\\d+, \"([a-z-]+)\"");
        List<String> answered;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            answered = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> code.matcher(read(file)).results())
                    .flatMap(found -> Stream.of(found.group(1), found.group(2), found.group(3)))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }
        List<String> refusals = Arrays.stream(RejectionReason.values())
                .map(RejectionReason::wireName)
                .toList();

        assertThat(answered).contains("name-taken", "exceeds-own-scopes", "malformed", "idempotency-key-reused");
        assertThat(Stream.concat(answered.stream(), refusals.stream()))
                .allSatisfy(one -> assertThat(listed).containsPattern("\\b" + one + "\\b"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void whatIsAnyObjectIsCalledOne() {
        JsonNode schemas = document.path("components").path("schemas");

        assertThat(schemas.propertyNames()).doesNotContain("JsonNode");
        for (String property : List.of("before", "after")) {
            JsonNode schema = schemas.path("AuditEntry").path("properties").path(property);
            assertThat(schema.path("type").valueStream().map(JsonNode::asString))
                    .as(property)
                    .containsExactlyInAnyOrder("object", "null");
            assertThat(schema.propertyNames()).as(property).doesNotContain("$ref");
        }
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
