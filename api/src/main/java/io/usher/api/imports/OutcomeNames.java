package io.usher.api.imports;

import io.usher.api.invitations.AddedPerson.Outcome;
import java.util.Arrays;
import java.util.Optional;

/** Outcomes by their names in JSON and in the database. */
final class OutcomeNames {

    private OutcomeNames() {}

    static Optional<Outcome> named(String wireName) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.wireName().equals(wireName))
                .findFirst();
    }
}
