package io.usher.api.http.json;

/** Text that PostgreSQL and UTF-8 can hold: no NUL, no half of a surrogate pair. */
public final class StorableText {

    private StorableText() {}

    public static boolean test(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
