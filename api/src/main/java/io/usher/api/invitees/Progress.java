package io.usher.api.invitees;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far somebody is who was invited. */
public enum Progress {
    INVITED,
    OPENED,
    REQUESTED,
    WAITLISTED,
    ACCEPTED,
    REJECTED,
    DECLINED,
    CANCELLED,
    /** Has done nothing, and the personal link or the invitation has ended. */
    EXPIRED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Progress of(String wireName) {
        return named(wireName).orElseThrow();
    }

    static Optional<Progress> named(String wireName) {
        return Arrays.stream(values())
                .filter(known -> known.wireName().equals(wireName))
                .findFirst();
    }
}
