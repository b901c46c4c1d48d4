package io.usher.api.http.problem;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says where a JSON body is wrong. Nothing of the parser's own messages: they quote classes and content. */
public final class UnreadableJson {

    public static final String UNKNOWN = "is not known";
    private static final int LONGEST_PATH = 200;

    private UnreadableJson() {}

    public static Refusal refusalOf(JacksonException failure) {
        String path = path(failure);
        if (failure instanceof StreamReadException && !(failure instanceof InputCoercionException)) {
            return Refusal.malformed(
                    "The body is not JSON, or repeats a property: line %d, column %d."
                            .formatted(
                                    failure.getLocation().getLineNr(),
                                    failure.getLocation().getColumnNr()),
                    List.of());
        }
        String message = switch (failure) {
            case UnrecognizedPropertyException unknown -> UNKNOWN;
            case MismatchedInputException mismatched -> expected(mismatched.getTargetType());
            case InputCoercionException number -> expected(number.getTargetType());
            default -> "is not of the expected type";
        };
        return path.isEmpty()
                ? Refusal.malformed("The body " + message + ".", List.of())
                : refusalOf(List.of(new FieldError(path, message)));
    }

    public static Refusal refusalOf(List<FieldError> errors) {
        return Refusal.malformed("The body cannot be read.", errors);
    }

    /** What a value of that type is to be. */
    public static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "is not of the expected type";
        }
        if (type == String.class) {
            return "must be text, without NUL and halves of surrogate pairs";
        }
        if (type == Instant.class) {
            return "must be an instant as RFC 3339 has them, before the year 9999, such as 2027-03-01T12:00:00Z";
        }
        if (type == Integer.class || type == int.class) {
            return "must be a whole number of at most " + Integer.MAX_VALUE;
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "must be an array";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type)
                ? "must be an object"
                : "is not of the expected type";
    }

    private static String path(JacksonException failure) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return shortened(path.toString());
    }

    public static String shortened(String path) {
        return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path;
    }
}
