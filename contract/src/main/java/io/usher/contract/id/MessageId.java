package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one mail to one recipient. */
public record MessageId(@JsonValue UUID value) implements Comparable<MessageId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MessageId {}

    @Override
    public int compareTo(MessageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
