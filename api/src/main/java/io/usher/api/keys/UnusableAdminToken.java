package io.usher.api.keys;

/** The configured key of the platform cannot be one. Says how, and nothing of the key. */
public final class UnusableAdminToken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableAdminToken(String message) {
        super(message);
    }
}
