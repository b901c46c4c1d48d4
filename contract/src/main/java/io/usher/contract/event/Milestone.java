package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A limit that was reached with one acceptance, told to operators once. */
public enum Milestone {
    QUOTA_FULL,
    SEATS_80,
    SEATS_95,
    SEATS_100;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static Milestone of(String wireName) {
        return WireNames.read(Milestone.class, wireName);
    }
}
