package io.usher.standalone;

import io.usher.embedded.ServerStartException;
import org.jspecify.annotations.Nullable;

/** Usher cannot start. The message is one line for the person who started it and says what is in the way. */
final class RefusedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedStartException(String message) {
        super(message);
    }

    RefusedStartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Why a part has not started: what it says itself for people, or else the innermost cause. */
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
