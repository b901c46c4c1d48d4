package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a mail is for. */
public enum EmailKind {
    INVITATION,
    /** An invitation that nobody has answered ends soon. */
    REMINDER,
    /** Somebody waits for a seat. */
    WAITLISTED,
    /** Somebody who waited has a seat. */
    PROMOTED,
    WELCOME,
    REFUSAL,
    ACCESS_ENDING,
    ACCESS_ENDED,
    /** A link that proves an address which has no account. */
    ADDRESS_CONFIRMATION,
    SIGN_IN_LINK,
    PASSWORD_RESET,
    /** Instead of the day's first confirmation of an address that has an account: its link signs in. */
    ALREADY_REGISTERED,
    /** Instead of a link to sign in or to choose a password. */
    NO_ACCOUNT,
    PASSWORD_CHANGED,
    ACCOUNT_DELETED,
    /** A link that proves the address of an identity at an OpenID Connect issuer. */
    IDENTITY_CONFIRMATION,
    IDENTITY_LINKED;

    /** Whether it answers what its recipient has just done or tells of an access that they have, so that it is always sent. */
    public boolean isTransactional() {
        return switch (this) {
            case INVITATION, REMINDER -> false;
            case WAITLISTED, PROMOTED, WELCOME, REFUSAL, ACCESS_ENDING, ACCESS_ENDED -> true;
            case ADDRESS_CONFIRMATION, SIGN_IN_LINK, PASSWORD_RESET -> true;
            case ALREADY_REGISTERED, NO_ACCOUNT, PASSWORD_CHANGED, ACCOUNT_DELETED -> true;
            case IDENTITY_CONFIRMATION, IDENTITY_LINKED -> true;
        };
    }

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static EmailKind of(String wireName) {
        return WireNames.read(EmailKind.class, wireName);
    }
}
