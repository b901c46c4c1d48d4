package io.usher.api.pages.landing;

import io.usher.api.invitations.Availability;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Terms;
import io.usher.contract.event.InvitationMode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An invitation, for whoever opens its link.
 *
 * @param state which text says whether one can join; one of {@link #states}
 * @param then what the state is to be once a scheduled one opens
 * @param opensAt null = open at once
 * @param end since when it lets nobody in; null = never
 * @param seats how many are left; null = nothing to say of them
 * @param forMembers whether it lets those in who need no seat of the plan
 * @param mode which text says whom it is for
 */
public record LandingPage(
        String code,
        String name,
        List<String> description,
        String organization,
        String state,
        String then,
        @Nullable Instant opensAt,
        @Nullable Instant end,
        @Nullable Integer seats,
        boolean forMembers,
        String mode) {

    private static final String OPEN = "open";
    private static final String OPEN_UNTIL = "open-until";
    private static final String SCHEDULED = "scheduled";
    private static final String EXPIRED = "expired";

    private static final String DISABLED = "disabled";

    static final String DELETED = "deleted";

    /** Those without a time to say. */
    private static final List<String> TIMELESS = List.of(DISABLED, "full", "taken", "waiting", DELETED);

    public static LandingPage from(OpenedLink link, Instant now) {
        Invitation invitation = link.invitation();
        Availability availability = Availability.of(invitation, now);
        Terms terms = invitation.terms();
        Integer left = invitation.remaining();
        Integer planned = link.organization().seatsAvailable();
        boolean free = availability == Availability.ENABLED && !isZero(planned);
        return new LandingPage(
                invitation.code(),
                terms.name(),
                terms.description() == null
                        ? List.of()
                        : terms.description().lines().toList(),
                link.organization().name(),
                state(availability, terms, isZero(planned)),
                state(isZero(left) ? Availability.FULL : Availability.ENABLED, terms, isZero(planned)),
                terms.opensAt(),
                terms.end(),
                // How many seats the organization's plan has left is no business of those who have a link.
                free && !isFewer(planned, left) ? left : null,
                availability == Availability.ENABLED,
                terms.addressees().mode().wireName());
    }

    private static boolean isZero(@Nullable Integer seats) {
        return seats != null && seats == 0;
    }

    private static boolean isFewer(@Nullable Integer one, @Nullable Integer other) {
        return one != null && (other == null || one < other);
    }

    private static String state(Availability availability, Terms terms, boolean taken) {
        return switch (availability) {
            case ENABLED -> taken ? terms.waitlist() ? "waiting" : "taken" : terms.end() == null ? OPEN : OPEN_UNTIL;
            case DISABLED -> DISABLED;
            case SCHEDULED -> SCHEDULED;
            case EXPIRED -> EXPIRED;
            case FULL -> terms.waitlist() ? "waiting" : "full";
        };
    }

    /**
     * What an invitation may be.
     *
     * @param at the time that is said with it; null = none is
     */
    public record State(String key, @Nullable Instant at) {}

    /** All that it may become while somebody looks at its page. */
    public List<State> states() {
        return Stream.concat(
                        Stream.of(
                                new State(OPEN, null),
                                new State(OPEN_UNTIL, end),
                                new State(SCHEDULED, opensAt),
                                new State(EXPIRED, end)),
                        TIMELESS.stream().map(key -> new State(key, null)))
                .toList();
    }

    public boolean isOpen() {
        return state.equals(OPEN) || state.equals(OPEN_UNTIL);
    }

    /** Whether nobody can join, and nothing says that this will change. */
    public boolean isClosed() {
        return state.equals(DISABLED) || state.equals(EXPIRED);
    }

    public boolean isForEverybody() {
        return mode.equals(InvitationMode.PUBLIC.wireName());
    }
}
