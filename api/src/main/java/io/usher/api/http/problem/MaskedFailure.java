package io.usher.api.http.problem;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it may be logged: the framework puts the path of the request into it, and whoever has the token of a
 * personal link may use it. Has the stack traces, causes and suppressed failures of the original, in whose message the
 * original's type is.
 */
final class MaskedFailure extends Exception {

    private static final long serialVersionUID = 1;

    private static final Pattern TOKEN = Pattern.compile("(/i/[^/\\s\"]+/p/|/proof/|/unsubscribe/)[^/\\s\"?]+");

    private MaskedFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The failure itself if there is nothing to mask. */
    static Throwable of(Throwable failure) {
        return hasToken(failure, known()) ? masked(failure, known()) : failure;
    }

    private static Set<Throwable> known() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean hasToken(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return false;
        }
        if (TOKEN.matcher(failure.toString()).find() || hasToken(failure.getCause(), seen)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (hasToken(suppressed, seen)) {
                return true;
            }
        }
        return false;
    }

    private static MaskedFailure masked(Throwable failure, Set<Throwable> seen) {
        boolean unused = seen.add(failure);
        Throwable cause = failure.getCause();
        MaskedFailure masked = new MaskedFailure(
                mask(failure.toString()), cause == null || seen.contains(cause) ? null : masked(cause, seen));
        masked.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                masked.addSuppressed(masked(suppressed, seen));
            }
        }
        return masked;
    }

    /** With the tokens left out. */
    static String mask(String text) {
        return TOKEN.matcher(text).replaceAll("$1***");
    }
}
