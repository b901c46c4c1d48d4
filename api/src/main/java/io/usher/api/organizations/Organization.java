package io.usher.api.organizations;

import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param locale of its mails, a BCP 47 tag, unless an invitation has its own; null = English
 * @param replyTo the address that replies to its mails go to, as typed; null = none
 * @param seatsTaken how many members it has, as the acceptance worker counts them
 */
public record Organization(
        OrganizationId id,
        String slug,
        String name,
        Plan plan,
        @Nullable String locale,
        @Nullable String replyTo,
        int seatsTaken) {

    public Organization withPlan(Plan other) {
        return new Organization(id, slug, name, other, locale, replyTo, seatsTaken);
    }

    /** How many more members it may have; null = unlimited. */
    public @Nullable Integer seatsAvailable() {
        Integer seats = plan.seats();
        return seats == null ? null : Math.max(0, seats - seatsTaken);
    }
}
