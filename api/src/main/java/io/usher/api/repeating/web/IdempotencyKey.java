package io.usher.api.repeating.web;

import io.usher.api.problem.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} header: by it a caller says that two requests are one. */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    static final int LONGEST = 255;

    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST + "}");

    private IdempotencyKey() {}

    /** The key as it was sent, null where there is none; ends the request where it is not one. */
    public static @Nullable String of(@Nullable String header) {
        if (header != null && !FORM.matcher(header).matches()) {
            throw Problem.badRequest(HEADER, "must be 1 to " + LONGEST + " printable ASCII characters");
        }
        return header;
    }
}
