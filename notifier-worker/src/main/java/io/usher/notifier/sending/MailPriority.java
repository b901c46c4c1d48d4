package io.usher.notifier.sending;

import io.usher.contract.event.EmailKind;

/** Which due mails are sent first. */
public enum MailPriority {
    /** Answers to what the recipient has just done. */
    TRANSACTIONAL(0),
    INVITATION(1),
    /** Mail to many recipients that can wait. */
    BULK(2);

    private final short rank;

    MailPriority(int rank) {
        this.rank = (short) rank;
    }

    public static MailPriority of(EmailKind kind) {
        return switch (kind) {
            case WAITLISTED, PROMOTED, WELCOME, REFUSAL -> TRANSACTIONAL;
            case ADDRESS_CONFIRMATION, SIGN_IN_LINK, PASSWORD_RESET -> TRANSACTIONAL;
            case ALREADY_REGISTERED, NO_ACCOUNT, PASSWORD_CHANGED, ACCOUNT_DELETED -> TRANSACTIONAL;
            case IDENTITY_CONFIRMATION, IDENTITY_LINKED -> TRANSACTIONAL;
            case INVITATION -> INVITATION;
            case REMINDER, ACCESS_ENDING, ACCESS_ENDED -> BULK;
        };
    }

    /** The lower, the earlier. */
    public short rank() {
        return rank;
    }
}
