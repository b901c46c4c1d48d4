package io.usher.api.http.problem;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says where a JSON body is wrong. Nothing of the parser's own messages: they quote classes and content. */
final class UnreadableJson {

    private static final int LONGEST_PATH = 200;

    private UnreadableJson() {}

    static Refusal refusalOf(JacksonException failure) {
        String path = path(failure);
        if (failure instanceof StreamReadException && !(failure instanceof InputCoercionException)) {
            return Refusal.malformed(
                    "The body is not JSON: line %d, column %d."
                            .formatted(
                                    failure.getLocation().getLineNr(),
                                    failure.getLocation().getColumnNr()),
                    List.of());
        }
        String message = switch (failure) {
            case UnrecognizedPropertyException unknown -> "is not known";
            case InvalidFormatException format -> "is not in the expected form";
            default -> "is not of the expected type";
        };
        return path.isEmpty()
                ? Refusal.malformed("The body is not of the expected form.", List.of())
                : Refusal.malformed("The body cannot be read.", List.of(new FieldError(path, message)));
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
        return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path.toString();
    }
}
