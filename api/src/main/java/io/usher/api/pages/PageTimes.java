package io.usher.api.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Says times in the language of a page, in UTC: only scripts know the viewer's own. */
public record PageTimes(Locale language) {

    /** @param pattern of that language */
    public String text(Instant at, String pattern) {
        return formatted(at, pattern) + " UTC";
    }

    /** @param pattern of a day in that language */
    public String day(Instant at, String pattern) {
        return formatted(at, pattern);
    }

    private String formatted(Instant at, String pattern) {
        String text = DateTimeFormatter.ofPattern(pattern, language).format(at.atOffset(ZoneOffset.UTC));
        return language.getLanguage().equals("fr") ? text.replaceFirst("^1 ", "1er ") : text;
    }
}
