package io.usher.contract.rights;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a permission reaches in an organization. Somebody's right is a permission with its reach.
 *
 * @param everybody whoever they are; nothing else matters then
 * @param learners those of whom no role permits anything
 * @param units those who are in one of these. If a unit is among them, so is all that is part of it
 */
public record Reach(boolean everybody, boolean learners, Set<UUID> units) {

    public static final Reach NOBODY = new Reach(false, false, Set.of());
    public static final Reach EVERYBODY = new Reach(true, false, Set.of());
    public static final Reach LEARNERS = new Reach(false, true, Set.of());

    /** The built-in role whose permissions reach the member's own unit alone, and what is part of it. */
    private static final String OF_UNIT = "manager";

    public Reach {
        units = Set.copyOf(units);
    }

    public static Reach ofUnits(Set<UUID> units) {
        return units.isEmpty() ? NOBODY : new Reach(false, false, units);
    }

    /**
     * Whom the permissions of a role reach.
     *
     * @param unit of who has the role, or is to have it. Without one they might get any: that takes as much as to give the
     *     permissions for everybody
     */
    public static Reach ofRole(String name, @Nullable UUID unit) {
        return unit != null && name.equalsIgnoreCase(OF_UNIT) ? ofUnits(Set.of(unit)) : EVERYBODY;
    }

    public boolean isNobody() {
        return !everybody && !learners && units.isEmpty();
    }

    public boolean includes(Reached who) {
        return everybody || (learners && who.learner()) || (who.unit() != null && units.contains(who.unit()));
    }

    /** Whether it includes all whom the other one includes. */
    public boolean covers(Reach other) {
        return everybody || (!other.everybody && (learners || !other.learners) && units.containsAll(other.units));
    }

    /** Those of both. */
    public Reach and(Reach other) {
        if (covers(other)) {
            return this;
        }
        return other.covers(this)
                ? other
                : new Reach(
                        false,
                        learners || other.learners,
                        Stream.concat(units.stream(), other.units.stream()).collect(Collectors.toSet()));
    }
}
