package io.usher.api.organizations;

import io.usher.api.http.security.Permission;
import io.usher.contract.rights.Reach;
import java.util.List;
import java.util.Locale;

/** The roles that every organization has from the start. They can be neither changed nor deleted. */
public enum BuiltInRole {
    ADMIN(Permission.ofRoles()),
    /** What it permits reaches the member's own unit and all that is part of it: see {@link Reach#ofRole}. */
    MANAGER(
            Permission.MEMBERS_READ,
            Permission.MEMBERS_WRITE,
            Permission.INVITATIONS_READ,
            Permission.INVITATIONS_WRITE,
            Permission.STATISTICS_READ),
    /** Invites and manages learners, and sees to teams and courses. */
    LEARNER_ADMIN(
            Permission.LEARNERS_INVITE,
            Permission.LEARNERS_MANAGE,
            Permission.TEAMS_WRITE,
            Permission.COURSES_WRITE,
            Permission.STATISTICS_READ),
    LEARNER_ANALYST(Permission.STATISTICS_READ),
    /** What an invitation grants if it names no role. */
    LEARNER;

    private final List<Permission> permissions;

    BuiltInRole(Permission... permissions) {
        this(List.of(permissions));
    }

    BuiltInRole(List<Permission> permissions) {
        this.permissions = permissions;
    }

    public String roleName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public List<Permission> permissions() {
        return permissions;
    }
}
