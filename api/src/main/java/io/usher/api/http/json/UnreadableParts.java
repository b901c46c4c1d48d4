package io.usher.api.http.json;

import static java.util.stream.Collectors.toMap;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.UnreadableJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/** Collects all errors of a body that was already refused. */
final class UnreadableParts extends DeserializationProblemHandler {

    private static final int MOST = 100;

    private final JsonMapper json;
    private final Map<Class<?>, Map<String, JavaType>> fields = new HashMap<>();
    private final List<FieldError> errors = new ArrayList<>();

    private UnreadableParts(JsonMapper json) {
        this.json = json;
    }

    /** First all unknown fields, then wrong values up to the first that ends the reading. Empty if it is no JSON. */
    static List<FieldError> of(byte[] body, JavaType type, JsonMapper json) {
        UnreadableParts parts = new UnreadableParts(json);
        try {
            parts.addUnknown(json.readTree(body), type, "");
            Object unused = json.readerFor(type).withHandler(parts).readValue(body);
        } catch (JacksonException end) {
            UnreadableJson.refusalOf(end).errors().forEach(parts::add);
        }
        return parts.errors;
    }

    private void addUnknown(JsonNode value, JavaType type, String path) {
        if (value.isArray() && type.isCollectionLikeType()) {
            for (int i = 0; i < value.size(); i++) {
                addUnknown(value.get(i), type.getContentType(), path + "[" + i + "]");
            }
        } else if (value.isObject() && type.isRecordType()) {
            Map<String, JavaType> known = fields.computeIfAbsent(type.getRawClass(), this::fieldsOf);
            value.forEachEntry((name, field) -> {
                JavaType expected = known.get(name);
                if (expected == null) {
                    add(below(path, name), UnreadableJson.UNKNOWN);
                } else {
                    addUnknown(field, expected, below(path, name));
                }
            });
        }
    }

    private Map<String, JavaType> fieldsOf(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .collect(toMap(RecordComponent::getName, field -> json.constructType(field.getGenericType())));
    }

    /** Is an error already: see {@link #addUnknown}. */
    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            @Nullable ValueDeserializer<?> reader,
            Object target,
            String name) {
        parser.skipChildren();
        return true;
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
            DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, String problem) {
        TokenStreamContext at = parser.streamReadContext();
        add(path(token.isStructStart() ? at.getParent() : at), UnreadableJson.expected(type.getRawClass()));
        parser.skipChildren();
        return null;
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
            DeserializationContext context, Class<?> type, String value, String problem) {
        add(path(context.getParser().streamReadContext()), UnreadableJson.expected(type));
        return null;
    }

    private void add(String path, String message) {
        add(new FieldError(UnreadableJson.shortened(path), message));
    }

    private void add(FieldError error) {
        if (errors.size() < MOST) {
            errors.add(error);
        }
    }

    private static String path(@Nullable TokenStreamContext at) {
        if (at == null || at.inRoot()) {
            return "";
        }
        String above = path(at.getParent());
        return at.inArray() ? above + "[" + at.getCurrentIndex() + "]" : below(above, at.currentName());
    }

    private static String below(String path, @Nullable String name) {
        return path.isEmpty() ? String.valueOf(name) : path + "." + name;
    }
}
