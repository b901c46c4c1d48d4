package io.usher.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail as an SMTP client has sent it.
 *
 * @param from the address in the From header, or the envelope's sender if there is none
 * @param to the envelope's recipients, blind copies included
 * @param headers in the order of the mail; values of a repeated header are joined by a comma
 * @param text the first plain text part, null if there is none
 * @param html the first HTML part, null if there is none; not sanitized
 */
public record CaughtMail(
        String id,
        String from,
        List<String> to,
        String subject,
        Instant receivedAt,
        Map<String, String> headers,
        @Nullable String text,
        @Nullable String html) {}
