package io.usher.notifier.sending;

/** The mail server cannot be reached. Transient: nothing is lost, mails wait. */
public final class MailServerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MailServerUnavailableException(String message) {
        super(message, null, false, false);
    }
}
