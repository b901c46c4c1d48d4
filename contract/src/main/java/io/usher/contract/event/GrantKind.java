package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What kinds of things an organization grants with a seat. */
public enum GrantKind {
    ROLE("roles"),
    TEAM("teams"),
    /** A place in the organization's tree. A member is in one unit at a time: a later grant moves them. */
    UNIT("unit"),
    GROUP("groups"),
    COURSE("courses");

    private final String property;

    GrantKind(String property) {
        this.property = property;
    }

    /** The property that names what of this kind is granted. */
    public String property() {
        return property;
    }

    /** Whether somebody has at most one of it, so that a later one takes the place of an earlier one. */
    public boolean isSingle() {
        return this == UNIT;
    }

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static GrantKind of(String wireName) {
        return WireNames.read(GrantKind.class, wireName);
    }
}
