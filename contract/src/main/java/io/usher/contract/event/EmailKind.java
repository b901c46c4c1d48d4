package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a mail is for. */
public enum EmailKind {
    INVITATION,
    WELCOME,
    REFUSAL;

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
