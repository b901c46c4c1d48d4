package io.usher.api.http.json;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.UnreadableJson;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applies JSON merge patches (RFC 7396): what is named is replaced, {@code null} clears, what is absent stays. */
@Component
public final class MergePatch {

    private final JsonMapper json;

    MergePatch(JsonMapper json) {
        this.json = json;
    }

    /** The thing as it would be. Ends the request with 400 if the patch names what the thing does not have. */
    public <T extends Record> T apply(JsonNode patch, T current, Class<T> type) {
        ObjectNode target = json.valueToTree(current);
        if (!(patch instanceof ObjectNode changes)) {
            throw Refusal.malformed("A merge patch is a JSON object.", List.of());
        }
        merge(target, changes);
        return read(target, type);
    }

    private <T> T read(ObjectNode target, Class<T> type) {
        try {
            return json.treeToValue(target, type);
        } catch (JacksonException e) {
            List<FieldError> errors =
                    UnreadableParts.of(json.writeValueAsBytes(target), json.constructType(type), json);
            throw errors.isEmpty() ? UnreadableJson.refusalOf(e) : UnreadableJson.refusalOf(errors);
        }
    }

    private static void merge(ObjectNode target, ObjectNode changes) {
        changes.forEachEntry((field, change) -> {
            if (change.isNull()) {
                target.putNull(field);
            } else if (change instanceof ObjectNode nested) {
                ObjectNode into = target.get(field) instanceof ObjectNode present ? present : target.putObject(field);
                merge(into, nested);
            } else {
                target.set(field, change);
            }
        });
    }
}
