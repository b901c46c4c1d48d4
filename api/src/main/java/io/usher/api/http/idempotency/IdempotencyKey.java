package io.usher.api.http.idempotency;

import io.usher.api.http.json.SingleHeader;
import io.usher.api.http.problem.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** By it a caller says that two requests are one. */
public record IdempotencyKey(String text) {

    public static final String HEADER = "Idempotency-Key";

    static final int LONGEST = 255;

    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST + "}");

    /** Null if there is no such header; ends the request if there are several, or one that is no key. */
    public static @Nullable IdempotencyKey of(HttpHeaders headers) {
        String header = SingleHeader.of(headers, HEADER);
        if (header == null) {
            return null;
        }
        if (!FORM.matcher(header).matches()) {
            throw Refusal.invalid(HEADER, "must be 1 to " + LONGEST + " printable ASCII characters");
        }
        return new IdempotencyKey(header);
    }
}
