package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one named person on an invitation. */
public record InviteeId(@JsonValue UUID value) implements Comparable<InviteeId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public InviteeId {}

    @Override
    public int compareTo(InviteeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
