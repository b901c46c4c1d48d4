package io.usher.api.http.security;

import static io.usher.api.http.security.Permission.ACCEPTANCES_WRITE;
import static io.usher.api.http.security.Permission.COURSES_WRITE;
import static io.usher.api.http.security.Permission.INVITATIONS_READ;
import static io.usher.api.http.security.Permission.INVITATIONS_WRITE;
import static io.usher.api.http.security.Permission.MEMBERS_READ;
import static io.usher.api.http.security.Permission.MEMBERS_WRITE;
import static io.usher.api.http.security.Permission.OPS;
import static io.usher.api.http.security.Permission.ORGANIZATIONS_WRITE;
import static io.usher.api.http.security.Permission.ORGANIZATION_MANAGE;
import static io.usher.api.http.security.Permission.STATISTICS_READ;
import static io.usher.api.http.security.Permission.TEAMS_WRITE;
import static io.usher.api.http.security.Permission.UNITS_WRITE;

import java.util.List;
import java.util.Set;

/**
 * The one table of rights: what callers do, and the permissions of which any one is enough for it. Whoever may change
 * things may read them.
 */
public enum Action {
    FOUND_ORGANIZATIONS(ORGANIZATIONS_WRITE),
    /** With its plan. Any key of the organization may; of people those who manage it. */
    READ_ORGANIZATION(ORGANIZATION_MANAGE),
    READ_PLATFORM_KEYS(OPS, ORGANIZATIONS_WRITE),
    CHANGE_PLATFORM_KEYS(ORGANIZATIONS_WRITE),
    READ_INVITATIONS(INVITATIONS_READ, INVITATIONS_WRITE),
    CHANGE_INVITATIONS(INVITATIONS_WRITE),
    READ_STATISTICS(STATISTICS_READ, INVITATIONS_READ),
    /** And give them back. */
    ASK_FOR_SEATS(ACCEPTANCES_WRITE),
    FOLLOW_ACCEPTANCES(ACCEPTANCES_WRITE, INVITATIONS_READ),
    LIST_ACCEPTANCES(ACCEPTANCES_WRITE, INVITATIONS_READ),
    READ_MEMBERS(MEMBERS_READ, MEMBERS_WRITE),
    CHANGE_MEMBERS(MEMBERS_WRITE),
    ERASE_PEOPLE(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    MANAGE_KEYS(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    /** See to whom an organization does not write, and let it write to them again. */
    MANAGE_SUPPRESSIONS(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_AUDIT(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_PLATFORM_AUDIT(OPS, ORGANIZATIONS_WRITE),
    /** To read roles takes as much as to change them. */
    MANAGE_ROLES(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_TEAMS(MEMBERS_READ, MEMBERS_WRITE, INVITATIONS_READ, INVITATIONS_WRITE, TEAMS_WRITE, ORGANIZATIONS_WRITE),
    CHANGE_TEAMS(TEAMS_WRITE, ORGANIZATIONS_WRITE),
    /** Units and groups. */
    READ_UNITS(
            MEMBERS_READ,
            MEMBERS_WRITE,
            INVITATIONS_READ,
            INVITATIONS_WRITE,
            UNITS_WRITE,
            ORGANIZATIONS_WRITE,
            ORGANIZATION_MANAGE),
    CHANGE_UNITS(UNITS_WRITE, ORGANIZATIONS_WRITE, ORGANIZATION_MANAGE),
    READ_COURSES(MEMBERS_READ, MEMBERS_WRITE, INVITATIONS_READ, INVITATIONS_WRITE, COURSES_WRITE, ORGANIZATIONS_WRITE),
    CHANGE_COURSES(COURSES_WRITE, ORGANIZATIONS_WRITE),
    /** Read, change, replay and delete them. */
    HANDLE_DEAD_LETTERS(OPS),
    REPORT_DELIVERIES(OPS);

    private final List<Permission> anyOf;

    Action(Permission... anyOf) {
        this.anyOf = List.of(anyOf);
    }

    boolean isOpenTo(Set<Permission> held) {
        for (Permission permission : anyOf) {
            if (held.contains(permission)) {
                return true;
            }
        }
        return false;
    }

    /** The scopes of which any one is enough for a key. */
    List<Permission> scopes() {
        return anyOf.stream().filter(Permission::isScope).toList();
    }

    /** The permissions of which any one is enough for a person by their roles. */
    List<Permission> ofRoles() {
        return anyOf.stream().filter(Permission::isOfRoles).toList();
    }

    /** What to ask for, in words. */
    String needed() {
        List<String> names = anyOf.stream().map(Permission::wireName).toList();
        return names.size() == 1
                ? "This takes the scope " + names.getFirst() + "."
                : "This takes one of the scopes " + String.join(", ", names) + ".";
    }
}
