package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one person's request to use an invitation, and its one decision. */
public record AcceptanceId(@JsonValue UUID value) implements Comparable<AcceptanceId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AcceptanceId {}

    @Override
    public int compareTo(AcceptanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
