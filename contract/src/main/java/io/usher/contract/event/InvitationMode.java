package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whom an invitation is for; follows from whether it has addressees and domains. */
public enum InvitationMode {
    TARGETED,
    DOMAIN,
    MIXED,
    PUBLIC;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static InvitationMode of(String wireName) {
        return WireNames.read(InvitationMode.class, wireName);
    }
}
