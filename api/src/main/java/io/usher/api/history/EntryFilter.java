package io.usher.api.history;

import io.swagger.v3.oas.models.media.DateTimeSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.usher.api.audit.Audited;
import io.usher.api.http.json.Reference;
import io.usher.api.http.json.StorableText;
import io.usher.api.http.paging.QueryArgument;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.FieldChecks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
 * @param q part of the name of the actor or of the subject, or of the address of anybody who is named in it
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

    private static final Pattern FORM_OF_ACTIONS = Pattern.compile("[a-z-]+\\.[a-z-]+");

    /** Those about one thing. */
    public static EntryFilter ofSubject(String subject) {
        return new EntryFilter(null, null, subject, null, null, null);
    }

    /** Ends the request with 400 if a filter is wrong. An empty one filters nothing. */
    static EntryFilter from(ServerHttpRequest request) {
        FieldChecks checks = new FieldChecks();
        return of(checks, request, instant(checks, FROM, request), instant(checks, TO, request));
    }

    /** Likewise, but {@code from} and {@code to} are days in UTC, the first and the last one. */
    public static EntryFilter ofDays(ServerHttpRequest request) {
        FieldChecks checks = new FieldChecks();
        LocalDate first = day(checks, FROM, request);
        LocalDate last = day(checks, TO, request);
        return of(checks, request, start(first), start(last == null ? null : last.plusDays(1)));
    }

    private static EntryFilter of(
            FieldChecks checks, ServerHttpRequest request, @Nullable Instant from, @Nullable Instant to) {
        EntryFilter filter = new EntryFilter(
                reference(checks, ACTOR, Audited.ACTORS, request),
                action(checks, request),
                reference(checks, SUBJECT, Audited.SUBJECTS, request),
                from,
                to,
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

    /** An id, a kind, or both as in {@code key:<id>}. */
    private static @Nullable String reference(
            FieldChecks checks, String field, Set<String> kinds, ServerHttpRequest request) {
        String text = text(checks, field, request);
        if (text != null) {
            int colon = text.indexOf(':');
            boolean isId = Reference.of(text.substring(colon + 1)).isId();
            if (colon < 0 ? !isId && !kinds.contains(text) : !isId || !kinds.contains(text.substring(0, colon))) {
                checks.refuse(field, "is no id, and not one of " + String.join(", ", new TreeSet<>(kinds)));
            }
        }
        return text;
    }

    private static @Nullable String action(FieldChecks checks, ServerHttpRequest request) {
        String text = text(checks, ACTION, request);
        if (text != null && !FORM_OF_ACTIONS.matcher(text).matches()) {
            checks.refuse(ACTION, "must be of the form invitation.updated");
        }
        return text;
    }

    private static @Nullable Instant instant(FieldChecks checks, String field, ServerHttpRequest request) {
        String text = QueryArgument.text(request, field);
        return text == null || text.isBlank() ? null : checks.instant(field, text);
    }

    private static @Nullable LocalDate day(FieldChecks checks, String field, ServerHttpRequest request) {
        String text = QueryArgument.text(request, field);
        if (text == null || text.isBlank()) {
            return null;
        }
        Instant start = checks.instant(field, text + "T00:00Z");
        return start == null ? null : LocalDate.ofInstant(start, ZoneOffset.UTC);
    }

    private static @Nullable Instant start(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
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
                        SearchText.PARAMETER,
                        "Part of the name of an actor or subject, or of the address of anybody whom the entry names"));
    }
}
