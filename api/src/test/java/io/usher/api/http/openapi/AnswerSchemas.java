package io.usher.api.http.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells where answers differ from the schemas of the document. */
final class AnswerSchemas {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final ServedDocument document;
    private final Map<JsonNode, Schema> known = new HashMap<>();

    AnswerSchemas(ServedDocument document) {
        this.document = document;
    }

    List<Error> errors(JsonNode schema, JsonNode answer) {
        return known.computeIfAbsent(schema, this::whole)
                .validate(answer, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    /** With the components beside it that it may refer to. */
    private Schema whole(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", document.json().path("components"));
        return SCHEMAS.getSchema(whole);
    }
}
