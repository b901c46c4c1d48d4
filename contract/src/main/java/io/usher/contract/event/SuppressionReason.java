package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Why an address is not written to, but for mails that answer what its owner has just done. */
public enum SuppressionReason {
    /** Its owner does not want such mails of the organization. */
    UNSUBSCRIBED,
    /** A mail server says that there is no such mailbox. */
    BOUNCED;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static SuppressionReason of(String wireName) {
        return WireNames.read(SuppressionReason.class, wireName);
    }
}
