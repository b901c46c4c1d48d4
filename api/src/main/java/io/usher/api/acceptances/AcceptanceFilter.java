package io.usher.api.acceptances;

import io.usher.contract.event.RejectionReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which acceptances of an invitation are wanted; null = any.
 *
 * @param q part of the address or of the name
 */
public record AcceptanceFilter(
        @Nullable Outcome outcome,
        @Nullable RejectionReason reason,
        @Nullable String q) {

    /** Whether all are wanted. */
    public boolean any() {
        return outcome == null && reason == null && q == null;
    }

    /** The same as asked of the store; of a name nothing is known here. */
    public boolean matches(Acceptance acceptance) {
        return (outcome == null || outcome == acceptance.outcome())
                && (reason == null || reason == acceptance.reason())
                && (q == null || acceptance.email().toLowerCase(Locale.ROOT).contains(q.toLowerCase(Locale.ROOT)));
    }
}
