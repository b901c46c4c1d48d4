package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import java.util.Set;

/** What a caller may do in one organization, or on the platform. */
public record Rights(Set<Permission> held) {

    static final Rights NONE = new Rights(Set.of());

    public Rights {
        held = Set.copyOf(held);
    }

    /** Refuses callers who lack the right. */
    public void require(Action action) {
        if (!allow(action)) {
            throw Refusal.forbidden("This takes the scope " + action.least().wireName() + ".");
        }
    }

    public boolean allow(Action action) {
        return action.isOpenTo(held);
    }

    public boolean hold(Permission permission) {
        return held.contains(permission);
    }

    /**
     * Whether they may give it to others, by a role or an invitation. Nobody grants more than they hold, except for the
     * platform, which sets up organizations.
     */
    public boolean mayGrant(Permission permission) {
        return hold(permission) || hold(Permission.ORGANIZATIONS_WRITE);
    }
}
