package io.usher.api.http.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
public enum Scope {
    /** The platform's: founding organizations, changing their plans, and everything that organizations set up. */
    ORGANIZATIONS_WRITE,
    INVITATIONS_READ,
    INVITATIONS_WRITE,
    ACCEPTANCES_WRITE,
    MEMBERS_READ,
    MEMBERS_WRITE,
    TEAMS_WRITE,
    /** Units and groups. */
    UNITS_WRITE,
    COURSES_WRITE,
    STATISTICS_READ,
    OPS;

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /** Whether only keys of the platform can hold it: what it opens belongs to no organization. */
    public boolean isPlatforms() {
        return this == ORGANIZATIONS_WRITE || this == OPS;
    }

    public static Optional<Scope> named(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName().equals(wireName))
                .findFirst();
    }
}
