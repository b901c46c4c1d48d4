package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.Outcome;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.Refused;
import jakarta.mail.MessagingException;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * What a failure to hand over a message means.
 *
 * @param code of the server's reply (RFC 5321 §4.2); not positive where there was none
 * @param text for operators: what the server said, or how it could not be heard
 * @param aboutSender whether the server will not have our sender
 * @param aboutRecipient whether it will not have the recipient
 */
record SmtpReply(int code, String text, boolean aboutSender, boolean aboutRecipient) {

    private static final int SHUTTING_DOWN = 421;
    private static final int STORAGE_EXCEEDED = 552;
    private static final int NONE = -1;
    private static final int LONGEST_TEXT = 500;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}]+");

    static SmtpReply from(MessagingException failure) {
        for (Exception cause = failure; cause instanceof MessagingException said; cause = said.getNextException()) {
            if (said instanceof SMTPAddressFailedException recipient) {
                return new SmtpReply(recipient.getReturnCode(), text(recipient), false, true);
            }
            if (said instanceof SMTPSendFailedException message) {
                String command = String.valueOf(message.getCommand());
                return new SmtpReply(message.getReturnCode(), text(message), command.startsWith("MAIL FROM"), false);
            }
        }
        return new SmtpReply(NONE, text(failure), false, false);
    }

    /**
     * 5yz is for good, all else is worth another attempt. Without a reply the message may have been taken. That our
     * sender is refused is an operator's mistake: there is time to mend it. A full mailbox (552 for a recipient) is read
     * as 452 (RFC 5321 §4.5.3.1.10).
     */
    Outcome outcome() {
        boolean permanent = code >= 500 && code <= 599 && !aboutSender && !(aboutRecipient && code == STORAGE_EXCEEDED);
        return permanent ? new Refused(text) : new Deferred(text);
    }

    /** After a reply the server waits for the next message, unless it says that it hangs up. */
    boolean leavesConnectionUsable() {
        return code > 0 && code != SHUTTING_DOWN;
    }

    private static String text(MessagingException failure) {
        String said = SPACE.matcher(String.valueOf(failure.getMessage()))
                .replaceAll(" ")
                .strip();
        return said.length() > LONGEST_TEXT ? said.substring(0, LONGEST_TEXT) : said;
    }
}
