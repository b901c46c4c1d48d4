package io.usher.notifier.sending;

/** No connection to the mail server. Transient: nothing is lost, mails wait. */
public final class ServerAwayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ServerAwayException(String message) {
        super(message, null, false, false);
    }
}
