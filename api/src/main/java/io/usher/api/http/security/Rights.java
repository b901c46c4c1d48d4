package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller may do in one organization, or on the platform. */
public record Rights(Set<Permission> held) {

    static final Rights NONE = new Rights(Set.of());

    public Rights {
        held = Set.copyOf(held);
    }

    /** Refuses callers who lack the right. */
    public void require(Action action) {
        if (!allow(action)) {
            throw Refusal.forbidden(action.needed());
        }
    }

    public boolean allow(Action action) {
        return action.isOpenTo(held);
    }

    public boolean hold(Permission permission) {
        return held.contains(permission);
    }

    /** By name what they may give to others; null = everything. */
    public @Nullable List<String> grantable() {
        return hold(Permission.ORGANIZATIONS_WRITE)
                ? null
                : held.stream().map(Permission::wireName).sorted().toList();
    }

    /**
     * Whether they may give it to a key. Whoever manages the whole organization gives keys what no role has, too.
     */
    public boolean mayIssue(Permission scope) {
        return hold(scope) || (hold(Permission.ORGANIZATION_MANAGE) && !scope.isOfRoles() && !scope.isPlatforms());
    }

    /**
     * Whether they may give it to others, by a role or an invitation. Nobody grants more than they hold, except for the
     * platform, which sets up organizations.
     */
    public boolean mayGrant(Permission permission) {
        return hold(permission) || hold(Permission.ORGANIZATIONS_WRITE);
    }
}
