package io.usher.api.http.idempotency;

import java.util.Map;

/**
 * What a request is answered, in a form that can be kept.
 *
 * @param headers by name
 * @param body JSON, or empty
 */
public record KeptAnswer(int status, Map<String, String> headers, String body) {

    public KeptAnswer {
        headers = Map.copyOf(headers);
    }
}
