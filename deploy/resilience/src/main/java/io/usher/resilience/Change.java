package io.usher.resilience;

import io.usher.contract.id.InvitationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an invitation in the middle of the load.
 *
 * @param quota the new one; null if the change disables the invitation
 * @param requestedAt when the change was first sent
 * @param acknowledgedAt when it was answered 200; null if it never was, so that nobody knows whether it has happened
 */
record Change(
        InvitationId invitation,
        @Nullable Integer quota,
        Instant requestedAt,
        @Nullable Instant acknowledgedAt) {

    boolean disables() {
        return quota == null;
    }

    /** Whether it may have been in force. */
    boolean mayHoldAt(Instant instant) {
        return !instant.isBefore(requestedAt);
    }

    /** Whether it was certainly in force. */
    boolean holdsAt(Instant instant) {
        return acknowledgedAt != null && instant.isAfter(acknowledgedAt);
    }
}
