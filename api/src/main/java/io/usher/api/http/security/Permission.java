package io.usher.api.http.security;

import static io.usher.api.http.security.Permission.Holder.KEY;
import static io.usher.api.http.security.Permission.Holder.PLATFORM;
import static io.usher.api.http.security.Permission.Holder.ROLE;

import io.usher.contract.rights.Reach;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What somebody holds: as a scope of a key or a token, or by a role. {@link Action} says what it opens. */
public enum Permission {
    /** Founding organizations, changing their plans, and everything that organizations set up. */
    ORGANIZATIONS_WRITE(PLATFORM),
    ORGANIZATION_MANAGE(ROLE),
    INVITATIONS_READ(KEY, ROLE),
    INVITATIONS_WRITE(KEY, ROLE),
    ACCEPTANCES_WRITE(KEY),
    MEMBERS_READ(KEY, ROLE),
    MEMBERS_WRITE(KEY, ROLE),
    TEAMS_WRITE(KEY, ROLE),
    /** Units and groups. */
    UNITS_WRITE(KEY, ROLE),
    COURSES_WRITE(KEY, ROLE),
    /** What the permissions of invitations open, for those that make learners. */
    LEARNERS_INVITE(ROLE),
    /** What the permissions of members open, for learners, but for their roles. */
    LEARNERS_MANAGE(ROLE),
    STATISTICS_READ(KEY, ROLE),
    OPS(PLATFORM);

    /** Who can hold it. */
    enum Holder {
        /** A key of the platform alone: what it opens belongs to no organization. */
        PLATFORM,
        /** Any key. */
        KEY,
        ROLE
    }

    private final Set<Holder> holders;

    Permission(Holder... holders) {
        this.holders = Set.of(holders);
    }

    /** The name in JSON and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    public boolean isPlatforms() {
        return holders.contains(PLATFORM);
    }

    public boolean isScope() {
        return holders.contains(KEY) || holders.contains(PLATFORM);
    }

    public boolean isOfRoles() {
        return holders.contains(ROLE);
    }

    /** Whom it reaches of those whom the role reaches that it comes with. */
    Reach within(Reach ofRole) {
        return switch (this) {
            case LEARNERS_INVITE, LEARNERS_MANAGE -> ofRole.everybody() ? Reach.LEARNERS : Reach.NOBODY;
            default -> ofRole;
        };
    }

    /** All that the platform's keys can hold. */
    public static List<Permission> scopes() {
        return all(Permission::isScope);
    }

    /** All that the keys of an organization can hold. */
    public static List<Permission> scopesOfOrganizations() {
        return all(permission -> permission.isScope() && !permission.isPlatforms());
    }

    /** All that roles can have. */
    public static List<Permission> ofRoles() {
        return all(Permission::isOfRoles);
    }

    /** Fails if there is no such permission. */
    public static Permission of(String wireName) {
        return named(wireName)
                .orElseThrow(() -> new IllegalArgumentException("permission: " + wireName + " (expected a known one)"));
    }

    public static Optional<Permission> scopeNamed(String wireName) {
        return named(wireName).filter(Permission::isScope);
    }

    public static Optional<Permission> ofRolesNamed(String wireName) {
        return named(wireName).filter(Permission::isOfRoles);
    }

    /** Those that roles permit, as they are stored; one that only a newer version of this program knows is none. */
    public static Set<Permission> heldByRoles(Collection<String> wireNames) {
        return wireNames.stream()
                .map(Permission::ofRolesNamed)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static List<Permission> all(Predicate<Permission> those) {
        return Arrays.stream(values()).filter(those).toList();
    }

    private static Optional<Permission> named(String wireName) {
        return Arrays.stream(values())
                .filter(permission -> permission.wireName().equals(wireName))
                .findFirst();
    }
}
