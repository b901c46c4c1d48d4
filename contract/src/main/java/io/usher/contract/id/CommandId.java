package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a request to do something to people. */
public record CommandId(@JsonValue UUID value) implements Comparable<CommandId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CommandId {}

    @Override
    public int compareTo(CommandId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
