package io.usher.standalone;

import io.usher.embedded.ServerStartException;
import org.jspecify.annotations.Nullable;

/** Usher cannot start. The message is one line that tells the user why. */
final class RefusedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedStartException(String message) {
        super(message);
    }

    RefusedStartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The reason why a part has not started: its own message for users, or else the innermost cause. */
    static RefusedStartException of(String part, Throwable failure) {
        Throwable innermost = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerStartException || cause instanceof RefusedStartException) {
                return new RefusedStartException(firstLine(cause), failure);
            }
            innermost = cause;
        }
        return new RefusedStartException("%s: not started: %s".formatted(part, firstLine(innermost)), failure);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }
}
