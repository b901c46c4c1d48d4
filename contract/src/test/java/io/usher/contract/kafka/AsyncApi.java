package io.usher.contract.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.contract.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document as it lies on the class path. */
final class AsyncApi {

    static final JsonNode DOCUMENT = read();

    private AsyncApi() {}

    /** What a reference within the document leads to. */
    static JsonNode resolve(JsonNode reference) {
        return DOCUMENT.at(reference.path("$ref").asString().substring(1));
    }

    /** What the document calls the messages of a type. */
    static String messageName(EventType type) {
        return type.record().getSimpleName();
    }

    private static JsonNode read() {
        try (InputStream file = requireNonNull(AsyncApi.class.getResourceAsStream("/asyncapi.yaml"))) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
