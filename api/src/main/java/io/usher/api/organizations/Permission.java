package io.usher.api.organizations;

import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Scope;
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
    TEAMS_WRITE,
    COURSES_WRITE,
    LEARNERS_INVITE,
    LEARNERS_MANAGE,
    STATISTICS_READ;

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /**
     * Whether the caller may give it away: one who has the scope of its name, or the platform, which sets up
     * organizations.
     */
    public boolean isHeldBy(Caller caller) {
        return (caller.isPlatform() && caller.scopes().contains(Scope.ORGANIZATIONS_WRITE))
                || Scope.named(wireName()).filter(caller.scopes()::contains).isPresent();
    }

    public static Optional<Permission> named(String wireName) {
        return Arrays.stream(values())
                .filter(permission -> permission.wireName().equals(wireName))
                .findFirst();
    }
}
