package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The switch of an invitation; effective at once. */
public enum InvitationStatus {
    ENABLED,
    DISABLED;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static InvitationStatus of(String wireName) {
        return WireNames.read(InvitationStatus.class, wireName);
    }
}
