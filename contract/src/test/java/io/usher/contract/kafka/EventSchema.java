package io.usher.contract.kafka;

import io.usher.contract.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schemas as they lie on the class path. */
final class EventSchema {

    private static final JsonMapper MAPPER = new JsonMapper();

    private EventSchema() {}

    static JsonNode of(EventType type) {
        String path = "/schemas/" + type.wireName() + ".json";
        try (InputStream file = EventSchema.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("schema: " + path + " (expected on the class path)");
            }
            return MAPPER.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
