package io.usher.notifier.sending;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a mail server means, as in RFC 3463.
 *
 * @param kind 5 if it is for good
 * @param subject 1 = the address, 2 = the mailbox
 */
record EnhancedStatus(int kind, int subject, int detail) {

    private static final Pattern CODE = Pattern.compile("(?<![\\d.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.])");

    private static final int FOR_GOOD = 5;
    private static final int ADDRESS = 1;
    private static final int MAILBOX = 2;
    private static final int DISABLED = 1;
    private static final int BAD_SENDER_SYNTAX = 7;
    private static final int BAD_SENDER_SYSTEM = 8;

    /** The first in the text. */
    static Optional<EnhancedStatus> in(String text) {
        return CODE.matcher(text).results().findFirst().map(EnhancedStatus::of);
    }

    private static EnhancedStatus of(MatchResult code) {
        return new EnhancedStatus(
                Integer.parseInt(code.group(1)), Integer.parseInt(code.group(2)), Integer.parseInt(code.group(3)));
    }

    /** Whether there is no such mailbox, and mail to it is never worth another attempt. */
    boolean isWithoutMailbox() {
        return kind == FOR_GOOD
                && switch (subject) {
                    case ADDRESS -> detail != BAD_SENDER_SYNTAX && detail != BAD_SENDER_SYSTEM;
                    case MAILBOX -> detail == DISABLED;
                    default -> false;
                };
    }
}
