package io.usher.api.http.security;

import static io.usher.api.http.security.Permission.ACCEPTANCES_WRITE;
import static io.usher.api.http.security.Permission.COURSES_WRITE;
import static io.usher.api.http.security.Permission.INVITATIONS_READ;
import static io.usher.api.http.security.Permission.INVITATIONS_WRITE;
import static io.usher.api.http.security.Permission.LEARNERS_INVITE;
import static io.usher.api.http.security.Permission.LEARNERS_MANAGE;
import static io.usher.api.http.security.Permission.MEMBERS_READ;
import static io.usher.api.http.security.Permission.MEMBERS_WRITE;
import static io.usher.api.http.security.Permission.OPS;
import static io.usher.api.http.security.Permission.ORGANIZATIONS_WRITE;
import static io.usher.api.http.security.Permission.ORGANIZATION_MANAGE;
import static io.usher.api.http.security.Permission.STATISTICS_READ;
import static io.usher.api.http.security.Permission.TEAMS_WRITE;
import static io.usher.api.http.security.Permission.UNITS_WRITE;

import io.usher.contract.rights.Reach;
import java.util.List;

/**
 * The one table of rights: what callers do, and the permissions of which any one is enough for it. Whoever may change
 * things may read them.
 */
public enum Action {
    FOUND_ORGANIZATIONS(ORGANIZATIONS_WRITE),
    /** With its plan. Any key of the organization may; of people those who manage it. */
    READ_ORGANIZATION(ORGANIZATION_MANAGE),
    /** Its name, and the language and the reply address of its mails. Its plan is the platform's: see {@link #FOUND_ORGANIZATIONS}. */
    CHANGE_SETTINGS(ORGANIZATION_MANAGE, ORGANIZATIONS_WRITE),
    /** Its name, and how many seats are free. Likewise; of people those who invite. */
    SEE_FREE_SEATS(Needs.ANY_REACH, ORGANIZATION_MANAGE, INVITATIONS_WRITE, LEARNERS_INVITE),
    READ_PLATFORM_KEYS(OPS, ORGANIZATIONS_WRITE),
    CHANGE_PLATFORM_KEYS(ORGANIZATIONS_WRITE),
    READ_INVITATIONS(Needs.ANY_REACH, INVITATIONS_READ, INVITATIONS_WRITE, LEARNERS_INVITE),
    CHANGE_INVITATIONS(Needs.ANY_REACH, INVITATIONS_WRITE, LEARNERS_INVITE),
    READ_STATISTICS(Needs.ANY_REACH, STATISTICS_READ, INVITATIONS_READ),
    /** And give them back. */
    ASK_FOR_SEATS(ACCEPTANCES_WRITE),
    FOLLOW_ACCEPTANCES(Needs.ANY_REACH, ACCEPTANCES_WRITE, INVITATIONS_READ, LEARNERS_INVITE),
    LIST_ACCEPTANCES(Needs.ANY_REACH, ACCEPTANCES_WRITE, INVITATIONS_READ, LEARNERS_INVITE),
    READ_MEMBERS(Needs.ANY_REACH, MEMBERS_READ, MEMBERS_WRITE, LEARNERS_MANAGE),
    /** And end their access, or the membership. */
    CHANGE_MEMBERS(Needs.ANY_REACH, MEMBERS_WRITE, LEARNERS_MANAGE),
    CHANGE_ROLES_OF_MEMBERS(Needs.ANY_REACH, MEMBERS_WRITE),
    ERASE_PEOPLE(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    MANAGE_KEYS(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    /** See to whom an organization does not write, and let it write to them again. */
    MANAGE_SUPPRESSIONS(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_AUDIT(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_PLATFORM_AUDIT(OPS, ORGANIZATIONS_WRITE),
    /** To read roles takes as much as to change them. */
    MANAGE_ROLES(MEMBERS_WRITE, ORGANIZATIONS_WRITE),
    READ_TEAMS(
            Needs.ANY_REACH,
            MEMBERS_READ,
            MEMBERS_WRITE,
            INVITATIONS_READ,
            INVITATIONS_WRITE,
            TEAMS_WRITE,
            ORGANIZATIONS_WRITE,
            LEARNERS_INVITE,
            LEARNERS_MANAGE),
    CHANGE_TEAMS(TEAMS_WRITE, ORGANIZATIONS_WRITE),
    /** Units and groups. Whose rights reach units alone sees no other units. */
    READ_UNITS(
            Needs.ANY_REACH,
            MEMBERS_READ,
            MEMBERS_WRITE,
            INVITATIONS_READ,
            INVITATIONS_WRITE,
            UNITS_WRITE,
            ORGANIZATIONS_WRITE,
            ORGANIZATION_MANAGE,
            LEARNERS_INVITE,
            LEARNERS_MANAGE),
    CHANGE_UNITS(UNITS_WRITE, ORGANIZATIONS_WRITE, ORGANIZATION_MANAGE),
    READ_COURSES(
            Needs.ANY_REACH,
            MEMBERS_READ,
            MEMBERS_WRITE,
            INVITATIONS_READ,
            INVITATIONS_WRITE,
            COURSES_WRITE,
            ORGANIZATIONS_WRITE,
            LEARNERS_INVITE,
            LEARNERS_MANAGE),
    CHANGE_COURSES(COURSES_WRITE, ORGANIZATIONS_WRITE),
    /** Read, change, replay and delete them. */
    HANDLE_DEAD_LETTERS(OPS),
    REPORT_DELIVERIES(OPS);

    /** Whom a permission has to reach to open an action. */
    private enum Needs {
        EVERYBODY,
        /** Anybody: whom the action is about is looked at for each, or it is about nobody. */
        ANY_REACH
    }

    private final Needs needs;
    private final List<Permission> anyOf;

    Action(Permission... anyOf) {
        this(Needs.EVERYBODY, anyOf);
    }

    Action(Needs needs, Permission... anyOf) {
        this.needs = needs;
        this.anyOf = List.of(anyOf);
    }

    /** Whether it is open to rights that reach these. */
    boolean isOpenTo(Reach reach) {
        return switch (needs) {
            case EVERYBODY -> reach.everybody();
            case ANY_REACH -> !reach.isNobody();
        };
    }

    /** Any one is enough. */
    List<Permission> anyOf() {
        return anyOf;
    }

    /** By name. */
    public List<String> permissions() {
        return anyOf.stream().map(Permission::wireName).toList();
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
