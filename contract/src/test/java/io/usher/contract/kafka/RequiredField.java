package io.usher.contract.kafka;

import io.usher.contract.event.EventType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A field that the schema of an event requires, by the names that lead to it. */
record RequiredField(List<String> path) {

    static List<RequiredField> of(EventType type) {
        JsonNode schema = EventSchema.of(type);
        return within(schema, schema, List.of());
    }

    private static List<RequiredField> within(JsonNode root, JsonNode schema, List<String> prefix) {
        List<RequiredField> fields = new ArrayList<>();
        for (JsonNode name : schema.path("required")) {
            List<String> path = new ArrayList<>(prefix);
            path.add(name.asString());
            fields.add(new RequiredField(path));
            JsonNode property = schema.path("properties").path(name.asString());
            if (property.has("$ref")) {
                fields.addAll(
                        within(root, root.at(property.path("$ref").asString().substring(1)), path));
            }
        }
        return fields;
    }

    String name() {
        return path.getLast();
    }

    /** The object in the data of an event that has this field. */
    ObjectNode parentIn(JsonNode data) {
        JsonNode node = data;
        for (String name : path.subList(0, path.size() - 1)) {
            node = node.path(name);
        }
        return (ObjectNode) node;
    }
}
