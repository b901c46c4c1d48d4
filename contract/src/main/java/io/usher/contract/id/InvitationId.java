package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies an invitation; the key of almost every topic. */
public record InvitationId(@JsonValue UUID value) implements Comparable<InvitationId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public InvitationId {}

    @Override
    public int compareTo(InvitationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
