package io.usher.api.http.json;

import io.usher.api.http.problem.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads headers of which a request has one at most: of two, programs on the way might each go by another one. */
public final class SingleHeader {

    private SingleHeader() {}

    /** The value, or null if there is no such header; fails with 400 if there are several, equal ones too. */
    public static @Nullable String of(HttpHeaders headers, String name) {
        List<String> values = headers.getOrEmpty(name);
        if (values.size() > 1) {
            throw Refusal.malformed("The header %s may be there once only.".formatted(name), List.of());
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
