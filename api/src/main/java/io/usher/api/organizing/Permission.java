package io.usher.api.organizing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a role lets a member do within its organization. */
public enum Permission {
    ORGANIZATION_MANAGE,
    MEMBERS_READ,
    MEMBERS_WRITE,
    INVITATIONS_READ,
    INVITATIONS_WRITE,
    LEARNERS_INVITE,
    LEARNERS_MANAGE,
    STATISTICS_READ;

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    public static Optional<Permission> named(String wireName) {
        return Arrays.stream(values())
                .filter(permission -> permission.wireName().equals(wireName))
                .findFirst();
    }
}
