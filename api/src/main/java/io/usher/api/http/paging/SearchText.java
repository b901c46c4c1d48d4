package io.usher.api.http.paging;

import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.FieldChecks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code q}: part of a name or an address, whatever the case of its letters. */
public final class SearchText {

    public static final String PARAMETER = "q";

    private static final int LONGEST = 255;

    /** An index of trigrams knows where three letters or digits are in a row. Which others are letters depends on the server. */
    private static final Pattern INDEXED = Pattern.compile(".*[a-zA-Z0-9]{3}.*");

    private SearchText() {}

    /** Null if it filters nothing. Ends the request with 400 if it cannot be in any text. */
    public static @Nullable String of(@Nullable String q) {
        FieldChecks checks = new FieldChecks();
        String text = of(q, checks);
        checks.end();
        return text;
    }

    /** Likewise, but records an error. */
    public static @Nullable String of(@Nullable String q, FieldChecks checks) {
        String text = q == null || q.isBlank() ? null : q.strip();
        if (text != null && (text.length() > LONGEST || !StorableText.test(text))) {
            checks.refuse(PARAMETER, "must be text of at most " + LONGEST + " characters");
        }
        return text;
    }

    /** Whether an index of trigrams can find the text. Such text has no line breaks, which separate texts there. */
    public static boolean isIndexed(String q) {
        return INDEXED.matcher(q).matches();
    }

    /** The pattern of {@code like} for texts that contain this one. */
    public static String pattern(String q) {
        return "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
