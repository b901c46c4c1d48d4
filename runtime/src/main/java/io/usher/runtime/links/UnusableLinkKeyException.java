package io.usher.runtime.links;

/** The configured key of personal links is missing or cannot be one. Says how, and nothing of the key. */
public final class UnusableLinkKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableLinkKeyException(String message) {
        super(message);
    }
}
