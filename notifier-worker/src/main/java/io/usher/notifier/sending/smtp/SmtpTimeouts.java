package io.usher.notifier.sending.smtp;

import java.time.Duration;

/**
 * How long the mail server is waited for. Then the connection is cut off, and the message is tried again later.
 *
 * @param attempt from the connection to the end of the message; with less of its lease left a message is not begun
 * @param acknowledgement from the end of the message to the reply to it. A server that has the message and is not waited
 *     for delivers it, and is sent it again: RFC 5321 §4.5.3.2.6 asks for ten minutes
 */
record SmtpTimeouts(Duration attempt, Duration acknowledgement) {

    SmtpTimeouts {
        if (!attempt.isPositive() || !acknowledgement.isPositive()) {
            throw new IllegalArgumentException(
                    "attempt %s, acknowledgement %s (expected both positive)".formatted(attempt, acknowledgement));
        }
    }
}
