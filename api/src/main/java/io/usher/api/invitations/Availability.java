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

    /** The first that applies, in the order in which an acceptance is checked. */
    public static Availability of(Invitation invitation, Instant now) {
        Terms terms = invitation.terms();
        Instant opensAt = terms.opensAt();
        Instant expiresAt = terms.expiresAt();
        Integer remaining = invitation.remaining();
        if (terms.status() == InvitationStatus.DISABLED) {
            return DISABLED;
        }
        if (opensAt != null && now.isBefore(opensAt)) {
            return SCHEDULED;
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return EXPIRED;
        }
        return remaining != null && remaining == 0 ? FULL : ENABLED;
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
