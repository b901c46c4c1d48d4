package io.usher.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail as an SMTP client handed it over.
 *
 * @param from the address in the From header, or the envelope's sender where there is none
 * @param to the envelope's recipients, blind copies included
 * @param headers in the order of the mail; values of a repeated header are joined by a comma
 * @param text the first plain text part, null where there is none
 * @param html the first HTML part, null where there is none; as hostile as its sender
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
