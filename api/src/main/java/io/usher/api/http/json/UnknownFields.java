package io.usher.api.http.json;

import io.usher.api.http.problem.UnreadableJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/** The fields of a body that are not known: all of them, where the parser stops at the first one. */
final class UnknownFields extends DeserializationProblemHandler {

    private static final int MOST = 100;

    private final List<String> paths = new ArrayList<>();

    /** What is wrong with a body that could not be read: unknown fields, up to what else it fails for. */
    static Optional<RuntimeException> refusalOf(ObjectReader reader, byte[] body) {
        UnknownFields unknown = new UnknownFields();
        try {
            Object unused = reader.withHandler(unknown).readValue(body);
        } catch (JacksonException e) {
            return Optional.of(UnreadableJson.refusalOf(e, unknown.paths));
        }
        return unknown.paths.isEmpty() ? Optional.empty() : Optional.of(UnreadableJson.refusalOf(unknown.paths));
    }

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            @Nullable ValueDeserializer<?> deserializer,
            Object beanOrClass,
            String name) {
        if (paths.size() < MOST) {
            paths.add(path(parser));
        }
        parser.skipChildren();
        return true;
    }

    private static String path(JsonParser parser) {
        Deque<String> steps = new ArrayDeque<>();
        TokenStreamContext within = parser.streamReadContext();
        if (parser.currentToken() != null && parser.currentToken().isStructStart()) {
            within = within.getParent();
        }
        for (; within != null; within = within.getParent()) {
            if (within.inArray()) {
                steps.push("[" + within.getCurrentIndex() + "]");
            } else if (within.inObject()) {
                steps.push("." + within.currentName());
            }
        }
        String path = String.join("", steps);
        return path.startsWith(".") ? path.substring(1) : path;
    }
}
