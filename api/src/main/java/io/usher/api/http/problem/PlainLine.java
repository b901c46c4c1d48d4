package io.usher.api.http.problem;

/**
 * Text on one line that leaves what stands after it as it is, on pages, in mails, files and logs: it has no control
 * characters, no line or paragraph separators, and none of the characters that turn the direction of what follows
 * (Unicode's explicit directional formatting). The direction of letters is not touched by that. And it has something to see,
 * unless it is empty.
 */
public final class PlainLine {

    /** What a text is told that is none. */
    public static final String RULE = "must be one line to be seen, without control characters and marks of direction";

    private PlainLine() {}

    public static boolean test(String text) {
        return text.codePoints().noneMatch(PlainLine::isRefused)
                && (text.isEmpty() || text.codePoints().anyMatch(PlainLine::isSeen));
    }

    private static boolean isSeen(int c) {
        return Character.getType(c) != Character.FORMAT && !Character.isSpaceChar(c);
    }

    private static boolean isRefused(int c) {
        return Character.isISOControl(c) || (c >= '\u2028' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }
}
