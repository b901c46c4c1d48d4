package io.usher.resilience;

import io.usher.contract.id.InvitationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an invitation in the middle of the load.
 *
 * @param quota the new one; absent = it was disabled
 * @param asked when the change was asked for first
 * @param answered when it was answered 200; absent = never: it may have happened or not
 */
record Change(
        InvitationId invitation,
        @Nullable Integer quota,
        Instant asked,
        @Nullable Instant answered) {

    boolean disables() {
        return quota == null;
    }

    boolean mayHoldAt(Instant instant) {
        return !instant.isBefore(asked);
    }

    boolean holdsAt(Instant instant) {
        return answered != null && instant.isAfter(answered);
    }
}
