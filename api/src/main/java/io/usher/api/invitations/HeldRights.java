package io.usher.api.invitations;

import io.usher.api.granting.Grantable;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.contract.event.GrantKind;
import io.usher.contract.rights.Reach;
import io.usher.contract.rights.Reached;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares what roles permit with what a caller holds. Ends requests with 403. */
final class HeldRights {

    private HeldRights() {}

    /**
     * If somebody in the unit could do more by one of the roles than the caller.
     *
     * @param named how the request names the roles, to say which
     * @param unit null = none
     */
    static void require(Rights rights, List<String> named, List<Grantable> roles, @Nullable UUID unit) {
        List<FieldError> exceeding = new ArrayList<>();
        for (Grantable role : roles) {
            List<String> lacking = lacking(rights, role, unit);
            if (!lacking.isEmpty()) {
                exceeding.add(new FieldError(
                        NamedGrants.field(named, role),
                        role.name() + " has permissions that are not among your scopes: "
                                + String.join(", ", lacking)));
            }
        }
        if (!exceeding.isEmpty()) {
            throw Refusal.exceedsOwnScopes(exceeding);
        }
    }

    /** Likewise of a member who has the role. */
    static void require(Rights rights, Grantable role, @Nullable UUID unit) {
        List<String> lacking = lacking(rights, role, unit);
        if (!lacking.isEmpty()) {
            throw Refusal.exceedsOwnScopes(new FieldError(
                    "member",
                    "has the role " + role.name() + " with permissions that are not among your scopes: "
                            + String.join(", ", lacking)));
        }
    }

    static List<String> lacking(Rights rights, Grantable role, @Nullable UUID unit) {
        Reach needed = Reach.ofRole(role.name(), unit);
        return role.permissions().stream()
                .filter(permission -> !rights.mayGrant(permission, needed))
                .map(Permission::wireName)
                .toList();
    }

    /** If those who come of it would be beyond what the caller may do it to. */
    static void requireReached(Rights rights, Action action, Reached who) {
        Reach reach = rights.reach(action);
        if (!reach.includes(who)) {
            throw Refusal.exceedsOwnScopes(List.of(
                    reach.learners()
                            ? new FieldError(
                                    GrantKind.ROLE.property(), "must permit nothing: your role reaches learners")
                            : new FieldError(
                                    GrantKind.UNIT.property(), "must be one of the units that your role reaches")));
        }
    }

    /** If somebody gets to run the organization by it, and the caller has not signed in lately. */
    static void requireRecentSignIn(Caller caller, List<Grantable> roles, @Nullable UUID unit, Instant now) {
        if (roles.stream()
                .anyMatch(role -> role.permissions().contains(Permission.MEMBERS_WRITE)
                        && Reach.ofRole(role.name(), unit).everybody())) {
            caller.requireRecentSignIn(now);
        }
    }
}
