package io.usher.api.http.problem;

/**
 * Text on one line that leaves what stands after it as it is, on pages, in mails, files and logs: it has no control
 * characters, no line or paragraph separators, and none of the characters that turn the direction of what follows
 * (Unicode's explicit directional formatting). The direction of letters is not touched by that. Unless it is empty, some of it
 * is visible.
 */
public final class PlainLine {

    /** The message for text that is refused. */
    public static final String RULE =
            "must be one line with visible text, without control characters and text-direction marks";

    /** The fillers of Hangul, and Braille without dots. */
    private static final String BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800";

    private PlainLine() {}

    public static boolean test(String text) {
        return text.codePoints().noneMatch(PlainLine::isRefused)
                && (text.isEmpty() || text.codePoints().anyMatch(PlainLine::isSeen));
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.UNASSIGNED,
                    Character.SURROGATE -> false;
            default -> !Character.isSpaceChar(c) && BLANK_LETTERS.indexOf(c) < 0;
        };
    }

    private static boolean isRefused(int c) {
        return Character.isISOControl(c) || (c >= '\u2028' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }
}
