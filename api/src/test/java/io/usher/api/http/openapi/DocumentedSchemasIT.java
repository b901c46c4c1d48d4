package io.usher.api.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.RejectionReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The schemas of the OpenAPI document: what they require, and which values they list. */
class DocumentedSchemasIT {

    private final JsonNode document = ServedDocument.of(RunningApi.shared()).json();

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
}
