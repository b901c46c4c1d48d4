package io.usher.acceptance.deciding;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that an invitation grants: a role, a team, membership in a unit.
 *
 * @param permissions of a role that a member holds or that a command names; none if it was deleted
 */
public record Grantable(UUID id, GrantKind kind, String name, List<String> permissions) {

    /** What it permits reaches the unit of whoever holds it. */
    private static final String MANAGER = "manager";

    /** One of which the permissions do not matter. */
    public Grantable(UUID id, GrantKind kind, String name) {
        this(id, kind, name, List.of());
    }

    /**
     * The union of what a member holds and what is added: each once; of kinds that a member holds once, the added one. A
     * manager stays in their unit unless the other one is added with the role.
     */
    static List<Grantable> together(List<Grantable> holding, List<Grantable> more) {
        if (holding.isEmpty()) {
            return more;
        }
        boolean keepsUnit = areManagers(holding) && !areManagers(more);
        List<Grantable> together = new ArrayList<>(holding);
        more.stream()
                .filter(one -> !(keepsUnit && one.kind() == GrantKind.UNIT))
                .forEach(one -> add(one, together));
        return List.copyOf(together);
    }

    /** Once; of a kind that a member holds once, instead of the other. */
    static void add(Grantable one, List<Grantable> holding) {
        if (holding.stream().noneMatch(other -> other.id().equals(one.id()))) {
            holding.removeIf(other -> one.kind().isSingle() && other.kind() == one.kind());
            holding.add(one);
        }
    }

    static boolean areManagers(List<Grantable> held) {
        return held.stream().anyMatch(Grantable::isManager);
    }

    /**
     * The names, as in events.
     *
     * @param accessEnd null = never
     */
    static Grants names(List<Grantable> grantables, @Nullable Instant accessEnd) {
        return Grants.of(
                kind -> grantables.stream()
                        .filter(one -> one.kind() == kind)
                        .map(Grantable::name)
                        .toList(),
                accessEnd);
    }

    /** Whether it is the role whose rights reach the unit of whoever holds it. */
    public boolean isManager() {
        return isRole(MANAGER);
    }

    boolean isRole(String role) {
        return kind == GrantKind.ROLE && name.equalsIgnoreCase(role);
    }
}
