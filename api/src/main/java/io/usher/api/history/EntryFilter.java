package io.usher.api.history;

import io.swagger.v3.oas.models.media.DateTimeSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.usher.api.http.json.StorableText;
import io.usher.api.http.paging.QueryArgument;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.FieldChecks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which entries; null = any.
 *
 * @param actor an id, or a kind of actors
 * @param action the whole of it
 * @param subject an id, or a kind of subjects
 * @param from the first instant
 * @param to the instant after the last one
 * @param q part of the name of the actor or of the subject
 */
public record EntryFilter(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String subject,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String q) {

    private static final String ACTOR = "actor";
    private static final String ACTION = "action";
    private static final String SUBJECT = "subject";
    private static final String FROM = "from";
    private static final String TO = "to";

    private static final int LONGEST = 255;

    /** Those about one thing. */
    public static EntryFilter ofSubject(String subject) {
        return new EntryFilter(null, null, subject, null, null, null);
    }

    /** Ends the request with 400 if a filter is wrong. An empty one filters nothing. */
    static EntryFilter from(ServerHttpRequest request) {
        FieldChecks checks = new FieldChecks();
        EntryFilter filter = new EntryFilter(
                text(checks, ACTOR, request),
                text(checks, ACTION, request),
                text(checks, SUBJECT, request),
                instant(checks, FROM, request),
                instant(checks, TO, request),
                SearchText.of(QueryArgument.text(request, SearchText.PARAMETER), checks));
        checks.end();
        return filter;
    }

    private static @Nullable String text(FieldChecks checks, String field, ServerHttpRequest request) {
        String text = QueryArgument.text(request, field);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST || !StorableText.test(text)) {
            checks.refuse(field, "must be text of at most " + LONGEST + " characters");
        }
        return text.strip();
    }

    private static @Nullable Instant instant(FieldChecks checks, String field, ServerHttpRequest request) {
        String text = QueryArgument.text(request, field);
        return text == null || text.isBlank() ? null : checks.instant(field, text);
    }

    /** The query parameters for the OpenAPI document. */
    static List<QueryParameter> parameters() {
        return List.of(
                QueryArgument.text(ACTOR, "The id of a key or person, or `key`, `person` or `system`"),
                QueryArgument.text(ACTION, "All of it, such as `invitation.updated`"),
                QueryArgument.text(SUBJECT, "The id of a thing, or a kind of things such as `invitation`"),
                QueryArgument.parameter(FROM, null, new DateTimeSchema()),
                QueryArgument.parameter(TO, "Until before this", new DateTimeSchema()),
                QueryArgument.text(
                        SearchText.PARAMETER, "Part of the name of an actor or subject; people's are their addresses"));
    }
}
