package io.usher.api.http.security;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.usher.api.http.problem.Refusal;
import io.usher.contract.id.MemberId;
import io.usher.contract.rights.Reach;
import io.usher.contract.rights.Reached;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do in one organization, or on the platform, and to whom. This class alone decides it: for operations,
 * for what pages show, and for what somebody may give to others.
 *
 * @param held each with whom it reaches
 * @param member whose rights they are as a member; null = they come from elsewhere
 */
public record Rights(Map<Permission, Reach> held, @Nullable MemberId member) {

    static final Rights NONE = everywhere(Set.of());

    public Rights {
        held = Map.copyOf(held);
    }

    /** Those of a program, which reach everybody. */
    public static Rights everywhere(Collection<Permission> permissions) {
        return new Rights(
                permissions.stream().distinct().collect(toMap(identity(), permission -> Reach.EVERYBODY)), null);
    }

    /**
     * Those of a member.
     *
     * @param everywhere permissions that reach everybody
     * @param inUnits permissions that reach those in the units alone
     * @param units with all that is part of them
     */
    public static Rights ofMember(
            MemberId member, Collection<Permission> everywhere, Collection<Permission> inUnits, Set<UUID> units) {
        Map<Permission, Reach> held = new HashMap<>();
        Reach ofUnits = Reach.ofUnits(units);
        if (!ofUnits.isNobody()) {
            inUnits.forEach(permission -> held.put(permission, ofUnits));
        }
        everywhere.forEach(permission -> held.put(permission, Reach.EVERYBODY));
        return new Rights(held, member);
    }

    /** Without what is the platform's alone. */
    Rights ofOrganization() {
        return new Rights(
                held.entrySet().stream()
                        .filter(one -> !one.getKey().isPlatforms())
                        .collect(toMap(Entry::getKey, Entry::getValue)),
                member);
    }

    /** Refuses callers who may do it to nobody. */
    public void require(Action action) {
        if (!allow(action)) {
            throw Refusal.forbidden(action.needed());
        }
    }

    /**
     * Refuses callers who may not do it to these: with 404 if they may not see them either.
     *
     * @param seeing what it takes to see them
     */
    public void require(Action action, Action seeing, Reached who) {
        require(action);
        if (!reach(action).includes(who)) {
            throw reach(seeing).includes(who)
                    ? Refusal.forbidden("Your role does not reach so far.")
                    : Refusal.notFound();
        }
    }

    /** Whether they may do it to somebody, or to what belongs to nobody. */
    public boolean allow(Action action) {
        return action.isOpenTo(reach(action));
    }

    /** Whether they may do it to these. */
    public boolean allow(Action action, Reached who) {
        return allow(action) && reach(action).includes(who);
    }

    /** To whom they may do it. */
    public Reach reach(Action action) {
        Reach reach = Reach.NOBODY;
        for (Permission permission : action.anyOf()) {
            Reach more = held.get(permission);
            if (more != null) {
                reach = reach.and(permission.within(more));
            }
        }
        return reach;
    }

    /** Whether they may do it to people in certain units alone. */
    public boolean areOfUnits(Action action) {
        Reach reach = reach(action);
        return !reach.learners() && !reach.units().isEmpty();
    }

    /** Whether they may do nothing: they are a learner, at most. */
    public boolean areNone() {
        return held.isEmpty();
    }

    /** All that they may do to somebody. */
    public Set<Action> actions() {
        return Arrays.stream(Action.values()).filter(this::allow).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether they have it, and for everybody. */
    public boolean hold(Permission permission) {
        return held.getOrDefault(permission, Reach.NOBODY).everybody();
    }

    /** By name what they may give to everybody; null = everything. */
    public @Nullable List<String> grantable() {
        return hold(Permission.ORGANIZATIONS_WRITE)
                ? null
                : held.keySet().stream()
                        .filter(this::hold)
                        .map(Permission::wireName)
                        .sorted()
                        .toList();
    }

    /**
     * Whether they may give it to a key. Whoever manages the whole organization gives keys what no role has, too.
     */
    public boolean mayIssue(Permission scope) {
        return hold(scope) || (hold(Permission.ORGANIZATION_MANAGE) && !scope.isOfRoles() && !scope.isPlatforms());
    }

    /**
     * Whether they may give it to others, by a role or an invitation, for everybody. Nobody grants more than they hold,
     * except for the platform, which sets up organizations.
     */
    public boolean mayGrant(Permission permission) {
        return mayGrant(permission, Reach.EVERYBODY);
    }

    /** Likewise for these. */
    public boolean mayGrant(Permission permission, Reach reach) {
        return held.getOrDefault(permission, Reach.NOBODY).covers(reach) || hold(Permission.ORGANIZATIONS_WRITE);
    }
}
