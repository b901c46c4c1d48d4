package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Why somebody did not get in. Listed in the order in which the checks are made. */
public enum RejectionReason {
    INVITATION_DELETED,
    INVITATION_DISABLED,
    INVITATION_NOT_OPEN,
    INVITATION_EXPIRED,
    NOT_INVITED,
    INVITEE_CANCELLED,
    QUOTA_FULL,
    NO_SEATS_LEFT;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static RejectionReason of(String wireName) {
        return WireNames.read(RejectionReason.class, wireName);
    }
}
