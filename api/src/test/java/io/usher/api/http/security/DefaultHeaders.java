package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** The headers that Spring Security writes by default, by name. Over HTTPS there is one more. */
final class DefaultHeaders {

    static final String OVER_HTTPS = "max-age=31536000 ; includeSubDomains";

    private static final Map<String, String> ALL = Map.of(
            HttpHeaders.CACHE_CONTROL,
            "no-cache, no-store, max-age=0, must-revalidate",
            HttpHeaders.PRAGMA,
            "no-cache",
            HttpHeaders.EXPIRES,
            "0",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "X-XSS-Protection",
            "0",
            "Referrer-Policy",
            "no-referrer");

    private DefaultHeaders() {}

    static void assertIn(Answers answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertIn(answer.headers());
    }

    static void assertIn(HttpHeaders headers) {
        ALL.forEach((name, value) -> assertThat(headers.get(name)).as(name).isEqualTo(List.of(value)));
    }
}
