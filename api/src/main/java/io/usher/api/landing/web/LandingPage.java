package io.usher.api.landing.web;

import io.usher.api.inviting.Condition;
import io.usher.api.inviting.Terms;
import io.usher.api.landing.OpenedLink;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An invitation in words, for whoever opens its link. */
public record LandingPage(String name, @Nullable String description, String organization, String state, String seats) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    static LandingPage from(OpenedLink link, Instant now) {
        Terms terms = link.invitation().terms();
        return new LandingPage(
                terms.name(),
                terms.description(),
                link.organization().name(),
                state(Condition.of(link.invitation(), now), terms),
                seats(link.invitation().remaining()));
    }

    private static String state(Condition condition, Terms terms) {
        return switch (condition) {
            case ENABLED ->
                terms.expiresAt() == null
                        ? "This invitation is open."
                        : "This invitation is open until " + DATE.format(terms.expiresAt()) + ".";
            case DISABLED -> "This invitation is switched off at present.";
            case SCHEDULED -> "This invitation opens on " + date(terms.opensAt()) + ".";
            case EXPIRED -> "This invitation has expired on " + date(terms.expiresAt()) + ".";
            case FULL -> "Every seat of this invitation is taken.";
        };
    }

    private static String date(@Nullable Instant instant) {
        return instant == null ? "" : DATE.format(instant);
    }

    private static String seats(@Nullable Integer remaining) {
        if (remaining == null) {
            return "The number of seats is not limited.";
        }
        return remaining == 1 ? "1 seat is left." : remaining + " seats are left.";
    }
}
