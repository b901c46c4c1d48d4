package io.usher.api.invitations;

import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether an invitation lets people in at some moment, and why not: the property {@code state}. */
public enum Availability {
    ENABLED,
    DISABLED,
    SCHEDULED,
    EXPIRED,
    FULL;

    /** The first that applies: disabled, expired, scheduled, full. */
    public static Availability of(Invitation invitation, Instant now) {
        Terms terms = invitation.terms();
        if (terms.status() == InvitationStatus.DISABLED) {
            return DISABLED;
        }
        Availability byTime = byTime(terms, now);
        Integer remaining = invitation.remaining();
        return byTime == ENABLED && remaining != null && remaining == 0 ? FULL : byTime;
    }

    /** Expired, scheduled, or enabled. */
    static Availability byTime(Terms terms, Instant now) {
        Instant opensAt = terms.opensAt();
        Instant end = terms.end();
        if (end != null && !now.isBefore(end)) {
            return EXPIRED;
        }
        return opensAt != null && now.isBefore(opensAt) ? SCHEDULED : ENABLED;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Availability> named(String wireName) {
        return Arrays.stream(values())
                .filter(condition -> condition.wireName().equals(wireName))
                .findFirst();
    }
}
