package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a member: an account inside an organization. */
public record MemberId(@JsonValue UUID value) implements Comparable<MemberId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MemberId {}

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
