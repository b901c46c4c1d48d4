package io.usher.api.acceptances;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What became of a request so far. */
public enum Outcome {
    PENDING,
    ACCEPTED,
    WAITLISTED,
    REJECTED,
    WITHDRAWN;

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Outcome> named(String wireName) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.wireName().equals(wireName))
                .findFirst();
    }
}
