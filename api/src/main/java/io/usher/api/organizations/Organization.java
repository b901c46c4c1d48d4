package io.usher.api.organizations;

import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param seatsTaken how many members it has, as the acceptance worker counts them
 */
public record Organization(OrganizationId id, String slug, String name, Plan plan, int seatsTaken) {

    public Organization withPlan(Plan other) {
        return new Organization(id, slug, name, other, seatsTaken);
    }

    /** How many more members it may have; null = unlimited. */
    public @Nullable Integer seatsAvailable() {
        Integer seats = plan.seats();
        return seats == null ? null : Math.max(0, seats - seatsTaken);
    }
}
