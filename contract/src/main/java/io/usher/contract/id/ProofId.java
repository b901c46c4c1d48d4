package io.usher.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a proof that an address is somebody's. */
public record ProofId(@JsonValue UUID value) implements Comparable<ProofId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ProofId {}

    @Override
    public int compareTo(ProofId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
