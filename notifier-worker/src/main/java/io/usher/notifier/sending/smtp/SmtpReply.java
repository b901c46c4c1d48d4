package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.DeliveryOutcome;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.Refused;
import jakarta.mail.MessagingException;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * The meaning of a failure to hand over a message.
 *
 * @param code of the server's reply (RFC 5321 §4.2); not positive if there was none
 * @param text for operators: the reply, or why there was none
 * @param aboutSender whether the server refused the sender
 * @param aboutRecipient whether it refused the recipient
 */
record SmtpReply(int code, String text, boolean aboutSender, boolean aboutRecipient) {

    private static final int SHUTTING_DOWN = 421;
    private static final int STORAGE_EXCEEDED = 552;

    private static final int NO_CODE = -1;
    private static final int LONGEST_TEXT = 500;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}]+");

    static SmtpReply from(MessagingException failure) {
        for (Exception cause = failure;
                cause instanceof MessagingException reported;
                cause = reported.getNextException()) {
            if (reported instanceof SMTPAddressFailedException recipient) {
                return new SmtpReply(recipient.getReturnCode(), text(recipient), false, true);
            }
            if (reported instanceof SMTPSendFailedException message) {
                String command = String.valueOf(message.getCommand());
                return new SmtpReply(message.getReturnCode(), text(message), command.startsWith("MAIL FROM"), false);
            }
        }
        return new SmtpReply(NO_CODE, text(failure), false, false);
    }

    /**
     * 5yz is permanent, everything else is retried. Without a reply the message may have been accepted. A refused
     * sender is a configuration error, which an operator may still correct. A full mailbox (552 for a recipient) is read
     * as 452 (RFC 5321 §4.5.3.1.10).
     */
    DeliveryOutcome outcome() {
        boolean permanent = code >= 500 && code <= 599 && !aboutSender && !(aboutRecipient && code == STORAGE_EXCEEDED);
        if (!permanent) {
            return new Deferred(text);
        }
        return aboutRecipient ? DeliveryOutcome.ofRefusedRecipient(text, text) : new Refused(text);
    }

    /** After a reply the server waits for the next message, unless it announced that it closes the connection. */
    boolean leavesConnectionUsable() {
        return code > 0 && code != SHUTTING_DOWN;
    }

    private static String text(MessagingException failure) {
        String message = SPACE.matcher(String.valueOf(failure.getMessage()))
                .replaceAll(" ")
                .strip();
        return message.length() > LONGEST_TEXT ? message.substring(0, LONGEST_TEXT) : message;
    }
}
