package io.usher.api.http.openapi;

import static java.util.stream.Collectors.toCollection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** One operation of the OpenAPI document. */
record Operation(ServedDocument document, HttpMethod method, String path, JsonNode node) {

    /** What one media type of a body says. */
    record Content(String mediaType, JsonNode node) {

        JsonNode schema() {
            return node.path("schema");
        }

        /** Missing if there is none. */
        JsonNode example() {
            return node.path("example");
        }
    }

    String id() {
        return node.path("operationId").asString();
    }

    boolean isDestructive() {
        return method == HttpMethod.DELETE || path.endsWith("/erase");
    }

    /** Any one of them is enough; empty if any key will do. */
    Set<String> scopes() {
        return node.path("security")
                .valueStream()
                .flatMap(requirement -> requirement.path("key").valueStream())
                .map(JsonNode::asString)
                .collect(toCollection(TreeSet::new));
    }

    Stream<JsonNode> parameters(String in) {
        return node.path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString().equals(in));
    }

    List<String> pathParameters() {
        return parameters("path")
                .map(parameter -> parameter.path("name").asString())
                .toList();
    }

    /** The path with each of its parameters replaced; fails if there is none for one of them. */
    String pathWith(Map<String, String> values) {
        String filled = path;
        for (String name : pathParameters()) {
            String value = values.get(name);
            if (value == null) {
                throw new AssertionError("no value for {" + name + "} of " + this);
            }
            filled = filled.replace("{" + name + "}", value);
        }
        return filled;
    }

    Set<Integer> statuses() {
        return node.path("responses").propertyNames().stream()
                .map(Integer::valueOf)
                .collect(toCollection(TreeSet::new));
    }

    JsonNode response(int status) {
        return document.resolved(node.path("responses").path(String.valueOf(status)));
    }

    /** The first form in which the operation takes a body. */
    Optional<Content> body() {
        return contents(node.path("requestBody")).findFirst();
    }

    boolean takesForms() {
        return contents(node.path("requestBody"))
                .anyMatch(content -> content.mediaType().equals(MediaType.MULTIPART_FORM_DATA_VALUE));
    }

    static Stream<Content> contents(JsonNode bodyOrResponse) {
        return bodyOrResponse
                .path("content")
                .propertyStream()
                .map(content -> new Content(content.getKey(), content.getValue()));
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
