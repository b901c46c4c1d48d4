package io.usher.api.repeating.web;

import io.usher.api.problem.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** By it a caller says that two requests are one. */
public record IdempotencyKey(String text) {

    public static final String HEADER = "Idempotency-Key";

    static final int LONGEST = 255;

    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST + "}");

    /** Ends the request where the header is there and is no key. */
    public static @Nullable IdempotencyKey of(@Nullable String header) {
        if (header == null) {
            return null;
        }
        if (!FORM.matcher(header).matches()) {
            throw Problem.badRequest(HEADER, "must be 1 to " + LONGEST + " printable ASCII characters");
        }
        return new IdempotencyKey(header);
    }
}
