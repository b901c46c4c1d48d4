package io.usher.api.landing;

import io.usher.api.invitations.Availability;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Terms;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An invitation in words, for whoever opens its link.
 *
 * @param seats null = nothing to say of them
 */
public record LandingPage(
        String name,
        List<String> description,
        String organization,
        String state,
        @Nullable String seats) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    static LandingPage from(OpenedLink link, Instant now) {
        Invitation invitation = link.invitation();
        Availability availability = Availability.of(invitation, now);
        Terms terms = invitation.terms();
        Integer left = invitation.remaining();
        Integer planned = link.organization().seatsAvailable();
        boolean taken = isZero(left) || isZero(planned);
        return new LandingPage(
                terms.name(),
                terms.description() == null
                        ? List.of()
                        : terms.description().lines().toList(),
                link.organization().name(),
                taken && availability == Availability.ENABLED
                        ? "Every seat is taken at present."
                        : state(availability, terms),
                // How many seats the organization's plan has left is no business of those who have a link.
                availability == Availability.ENABLED && !taken && !isFewer(planned, left) ? seats(left) : null);
    }

    private static boolean isZero(@Nullable Integer seats) {
        return seats != null && seats == 0;
    }

    private static boolean isFewer(@Nullable Integer one, @Nullable Integer other) {
        return one != null && (other == null || one < other);
    }

    private static String state(Availability availability, Terms terms) {
        return switch (availability) {
            case ENABLED ->
                terms.expiresAt() == null
                        ? "This invitation is open."
                        : "This invitation is open until " + DATE.format(terms.expiresAt()) + ".";
            case DISABLED -> "This invitation is switched off at present.";
            case SCHEDULED -> "This invitation opens on " + date(terms.opensAt()) + ".";
            case EXPIRED -> "This invitation expired on " + date(terms.expiresAt()) + ".";
            case FULL -> "Every seat of this invitation is taken.";
        };
    }

    private static String date(@Nullable Instant instant) {
        return instant == null ? "" : DATE.format(instant);
    }

    private static @Nullable String seats(@Nullable Integer left) {
        if (left == null || left == 0) {
            return null;
        }
        return left == 1 ? "1 seat is left." : left + " seats are left.";
    }
}
