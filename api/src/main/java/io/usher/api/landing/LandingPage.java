package io.usher.api.landing;

import io.usher.api.invitations.Availability;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Terms;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invitation, for whoever opens its link.
 *
 * @param state which text says whether one can join
 * @param at the time that is part of this text; null = none is
 * @param seats how many are left; null = nothing to say of them
 */
public record LandingPage(
        String name,
        List<String> description,
        String organization,
        String state,
        @Nullable ZonedDateTime at,
        @Nullable Integer seats) {

    public static LandingPage from(OpenedLink link, Instant now) {
        Invitation invitation = link.invitation();
        Availability availability = Availability.of(invitation, now);
        Terms terms = invitation.terms();
        Integer left = invitation.remaining();
        Integer planned = link.organization().seatsAvailable();
        boolean open = availability == Availability.ENABLED;
        boolean taken = isZero(left) || isZero(planned);
        return new LandingPage(
                terms.name(),
                terms.description() == null
                        ? List.of()
                        : terms.description().lines().toList(),
                link.organization().name(),
                taken && open ? "taken" : state(availability, terms),
                taken && open ? null : time(availability, terms),
                // How many seats the organization's plan has left is no business of those who have a link.
                open && !taken && !isFewer(planned, left) ? left : null);
    }

    private static boolean isZero(@Nullable Integer seats) {
        return seats != null && seats == 0;
    }

    private static boolean isFewer(@Nullable Integer one, @Nullable Integer other) {
        return one != null && (other == null || one < other);
    }

    private static String state(Availability availability, Terms terms) {
        return switch (availability) {
            case ENABLED -> terms.end() == null ? "open" : "open-until";
            case DISABLED -> "disabled";
            case SCHEDULED -> "scheduled";
            case EXPIRED -> "expired";
            case FULL -> "full";
        };
    }

    private static @Nullable ZonedDateTime time(Availability availability, Terms terms) {
        Instant time = switch (availability) {
            case ENABLED, EXPIRED -> terms.end();
            case SCHEDULED -> terms.opensAt();
            case DISABLED, FULL -> null;
        };
        return time == null ? null : time.atZone(ZoneOffset.UTC);
    }
}
