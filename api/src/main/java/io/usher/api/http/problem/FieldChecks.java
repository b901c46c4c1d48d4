package io.usher.api.http.problem;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with a request, so that all of it is reported at once. */
public final class FieldChecks {

    private static final int LAST_YEAR = 9999;
    private static final int LONGEST_LOCALE = 35;
    private static final String LOCALE_RULE = "must be a language tag such as en or pt-BR";

    private final List<FieldError> errors = new ArrayList<>();

    public void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /** A text on one line, without blanks around it; empty, with an error recorded, if it is not one. */
    public String line(String field, @Nullable String text, int longest) {
        String stripped = text == null ? "" : text.strip();
        if (stripped.isEmpty()) {
            refuse(field, "is required");
        } else if (stripped.codePointCount(0, stripped.length()) > longest) {
            refuse(field, "must have at most " + longest + " characters");
        } else if (!PlainLine.test(stripped)) {
            refuse(field, PlainLine.RULE);
        }
        return stripped;
    }

    /** A text that may be absent and may have several lines. */
    public @Nullable String text(String field, @Nullable String text, int longest) {
        if (text != null && text.codePointCount(0, text.length()) > longest) {
            refuse(field, "must have at most " + longest + " characters");
        }
        return text;
    }

    /** An instant as RFC 3339 has them; null, with an error recorded, if it is not one. */
    public @Nullable Instant instant(String field, String text) {
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text);
            if (instant.getYear() >= 1 && instant.getYear() <= LAST_YEAR) {
                return instant.toInstant();
            }
            refuse(field, "must be in the years 1 to " + LAST_YEAR);
        } catch (DateTimeException notAnInstant) {
            refuse(field, "must be an instant as RFC 3339 has them");
        }
        return null;
    }

    /** A BCP 47 tag in its usual spelling; null if it is absent or, with an error recorded, if it is not one. */
    public @Nullable String locale(String field, @Nullable String tag) {
        if (tag == null) {
            return null;
        }
        try {
            Locale known = new Locale.Builder().setLanguageTag(tag).build();
            if (tag.length() <= LONGEST_LOCALE && !known.getLanguage().isEmpty()) {
                return known.toLanguageTag();
            }
            refuse(field, LOCALE_RULE);
        } catch (IllformedLocaleException notATag) {
            refuse(field, LOCALE_RULE);
        }
        return null;
    }

    /** Names of things, as they are listed in a request. Null is the empty list. */
    public List<String> names(String field, @Nullable List<@Nullable String> names, int most) {
        if (names == null) {
            return List.of();
        }
        if (names.size() > most) {
            refuse(field, "must have at most " + most + " items");
            return List.of();
        }
        List<String> present = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            present.add(line(field + "[" + i + "]", names.get(i), 255));
        }
        return present;
    }

    public boolean passed() {
        return errors.isEmpty();
    }

    /** Ends the request with 400 if something was refused. */
    public void end() {
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors);
        }
    }
}
