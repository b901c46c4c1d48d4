package io.usher.api.accounts.signing;

/** The configured administrator cannot be one. Says how, and nothing of the password. */
public final class UnusableAdministrator extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableAdministrator(String message) {
        super(message);
    }
}
