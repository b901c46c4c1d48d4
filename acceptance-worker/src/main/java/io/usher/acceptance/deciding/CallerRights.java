package io.usher.acceptance.deciding;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.MemberId;
import io.usher.contract.rights.Reach;
import io.usher.contract.rights.Reached;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What whoever gives a command may do in the organization. Nobody changes a member whom their rights do not reach or who
 * holds more than they do, or gives more than they hold.
 *
 * @param held permissions, each with whom it reaches; null = all
 * @param member whoever it is; null = no member. What a member holds is read when the command is decided
 */
public record CallerRights(
        @Nullable Map<String, Reach> held, @Nullable MemberId member) {

    public static final CallerRights ALL = new CallerRights(null, null);

    private static final String MEMBERS_READ = "members:read";
    private static final String MEMBERS_WRITE = "members:write";
    private static final String LEARNERS_MANAGE = "learners:manage";

    /** Of a program: all that it may do reaches everybody. */
    public static CallerRights of(@Nullable List<String> permissions, @Nullable MemberId member) {
        return new CallerRights(
                permissions == null
                        ? null
                        : permissions.stream().distinct().collect(toMap(identity(), permission -> Reach.EVERYBODY)),
                member);
    }

    /**
     * Of a member.
     *
     * @param everywhere permissions that reach everybody
     * @param inUnits permissions that reach those in the units
     */
    public CallerRights asOfNow(List<String> everywhere, List<String> inUnits, List<UUID> units) {
        Reach ofUnits = Reach.ofUnits(Set.copyOf(units));
        return new CallerRights(
                Stream.concat(
                                everywhere.stream().map(permission -> Map.entry(permission, Reach.EVERYBODY)),
                                inUnits.stream().map(permission -> Map.entry(permission, ofUnits)))
                        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Reach::and)),
                member);
    }

    /** Whether they may change somebody who holds these. */
    boolean reach(List<Grantable> grants) {
        Reached who = reached(grants);
        return reachOf(MEMBERS_WRITE).includes(who)
                || (!reachOf(LEARNERS_MANAGE).isNobody() && Reach.LEARNERS.includes(who));
    }

    /** Whether they know that somebody who holds these is a member. */
    boolean see(List<Grantable> grants) {
        return reachOf(MEMBERS_READ).includes(reached(grants)) || reach(grants);
    }

    /** Whether they may change the roles of somebody who holds these, too. */
    boolean reachRoles(List<Grantable> grants) {
        return reachOf(MEMBERS_WRITE).includes(reached(grants));
    }

    private Reach reachOf(String permission) {
        return held == null ? Reach.EVERYBODY : held.getOrDefault(permission, Reach.NOBODY);
    }

    private static Reached reached(List<Grantable> grants) {
        return new Reached(grants.stream().allMatch(one -> one.permissions().isEmpty()), unit(grants));
    }

    private static @Nullable UUID unit(List<Grantable> grants) {
        return grants.stream()
                .filter(one -> one.kind() == GrantKind.UNIT)
                .map(Grantable::id)
                .findFirst()
                .orElse(null);
    }

    /** Whether they hold all that these permit. */
    boolean cover(List<Grantable> grants) {
        UUID unit = unit(grants);
        return grants.stream().allMatch(one -> {
            Reach needed = Reach.ofRole(one.name(), unit);
            return one.permissions().stream()
                    .allMatch(permission -> reachOf(permission).covers(needed));
        });
    }
}
