package io.usher.api.http.json;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/** Collects all errors of a body that was already refused. */
final class UnreadableParts extends DeserializationProblemHandler {

    private static final int MOST = 100;

    private final List<FieldError> errors = new ArrayList<>();

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            @Nullable ValueDeserializer<?> reader,
            Object target,
            String name) {
        // Records are made first: by then the body is read to the end of the object, and these are left over.
        add(below(path(context.getParser().streamReadContext()), name), UnreadableJson.UNKNOWN);
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
        if (errors.size() < MOST) {
            errors.add(new FieldError(UnreadableJson.shortened(path), message));
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
