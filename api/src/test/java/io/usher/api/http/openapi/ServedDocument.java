package io.usher.api.http.openapi;

import static io.usher.api.Answers.get;
import static java.util.Comparator.comparing;

import io.usher.api.RunningApi;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document as the API serves it. */
record ServedDocument(JsonNode json) {

    static ServedDocument of(RunningApi api) {
        return new ServedDocument(get(api.anonymous(), "/v3/api-docs").json());
    }

    /** All of them, those that delete last. */
    List<Operation> operations() {
        return json.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(method -> new Operation(
                                this,
                                HttpMethod.valueOf(method.getKey().toUpperCase(Locale.ROOT)),
                                path.getKey(),
                                method.getValue())))
                .sorted(comparing(Operation::isDestructive))
                .toList();
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation " + id));
    }

    /** What a reference refers to; other nodes as they are. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? json.at(node.path("$ref").asString().substring(1)) : node;
    }
}
