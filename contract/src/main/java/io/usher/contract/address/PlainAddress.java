package io.usher.contract.address;

import java.util.Locale;
import java.util.Optional;

/**
 * Addresses in visible ASCII, as nearly all are: judged as {@link EmailAddress#parseAnyScript} judges them, without regular
 * expressions and IDNA, since it is done for every request.
 */
final class PlainAddress {

    private static final int MAX_LABEL = 63;
    private static final int MAX_DOMAIN = 253;
    private static final String SYMBOLS = "!#$%&'*+/=?^_`{|}~-";

    private PlainAddress() {}

    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character <= ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    /** The normal form of plain text; empty if it is no address. */
    static Optional<String> normal(String text) {
        int at = text.lastIndexOf('@');
        String normal = text.toLowerCase(Locale.ROOT);
        return at >= 1
                        && normal.length() <= EmailAddress.MAX_LENGTH
                        && isLocalPart(normal, at)
                        && isDomain(normal, at + 1)
                ? Optional.of(normal)
                : Optional.empty();
    }

    /** Words of letters, digits and symbols, joined by dots. */
    private static boolean isLocalPart(String text, int end) {
        if (end > EmailAddress.MAX_LOCAL_PART || text.charAt(0) == '*') {
            return false;
        }
        int word = 0;
        for (int i = 0; i < end; i++) {
            char character = text.charAt(i);
            if (character == '.') {
                if (word == 0) {
                    return false;
                }
                word = 0;
            } else if (isLetterOrDigit(character) || SYMBOLS.indexOf(character) >= 0) {
                word++;
            } else {
                return false;
            }
        }
        return word > 0;
    }

    /** Two labels or more, the last one no number. */
    private static boolean isDomain(String text, int start) {
        if (text.length() - start > MAX_DOMAIN) {
            return false;
        }
        int labels = 0;
        int from = start;
        while (from <= text.length()) {
            int dot = text.indexOf('.', from);
            int end = dot < 0 ? text.length() : dot;
            if (!isLabel(text, from, end)) {
                return false;
            }
            labels++;
            if (dot < 0) {
                return labels > 1 && !isNumber(text, from, end);
            }
            from = dot + 1;
        }
        return false;
    }

    private static boolean isLabel(String text, int from, int end) {
        if (end == from || end - from > MAX_LABEL || text.charAt(from) == '-' || text.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (!isLetterOrDigit(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    }
}
