package io.usher.notifier.sending.smtp;

import java.time.Duration;

/**
 * Timeouts of the mail server. After them the connection is aborted, and the message is sent again later.
 *
 * @param attempt from the connection to the end of the message; a message with less of its lease left is not started
 * @param acknowledgement from the end of the message to the reply to it. A server that accepts the message after this
 *     timeout receives it twice: RFC 5321 §4.5.3.2.6 asks for ten minutes
 */
record SmtpTimeouts(Duration attempt, Duration acknowledgement) {

    SmtpTimeouts {
        if (!attempt.isPositive() || !acknowledgement.isPositive()) {
            throw new IllegalArgumentException(
                    "attempt %s, acknowledgement %s (expected both positive)".formatted(attempt, acknowledgement));
        }
    }
}
