package io.usher.api.http.problem;

/**
 * Text on one line that leaves what stands after it as it is, on pages, in mails, files and logs: it has no control
 * characters, no line or paragraph separators, and none of the characters that turn the direction of what follows
 * (Unicode's explicit directional formatting). The direction of letters is not touched by that.
 */
public final class PlainLine {

    private PlainLine() {}

    public static boolean test(String text) {
        return text.codePoints().noneMatch(PlainLine::isRefused);
    }

    private static boolean isRefused(int c) {
        return Character.isISOControl(c) || (c >= '\u2028' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }
}
