package io.usher.api.granting;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a course is. */
public enum CourseKind {
    PATH,
    CHALLENGE,
    CERTIFICATION,
    COURSE;

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<CourseKind> named(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }
}
