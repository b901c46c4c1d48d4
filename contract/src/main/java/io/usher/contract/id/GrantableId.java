package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies something that an organization grants with a seat. */
public record GrantableId(@JsonValue UUID value) implements Comparable<GrantableId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public GrantableId {}

    @Override
    public int compareTo(GrantableId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
