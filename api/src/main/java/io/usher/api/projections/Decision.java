package io.usher.api.projections;

import io.usher.contract.event.EventType;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the projection takes from a decision.
 *
 * @param repeated whether the request was answered with the outcome of an earlier one
 * @param reason why it was rejected; null unless it was
 * @param email as typed
 * @param requestedAt in milliseconds of the epoch, as is {@code decidedAt}
 */
record Decision(
        UUID acceptance,
        UUID invitation,
        Outcome outcome,
        boolean repeated,
        @Nullable String reason,
        String email,
        long requestedAt,
        long decidedAt) {

    /** What became of a request, and the progress of an invitee who made it. */
    enum Outcome {
        ACCEPTED("accepted"),
        REJECTED("rejected"),
        /** After having waited. */
        DISMISSED("rejected"),
        WAITLISTED("waitlisted"),
        PROMOTED("accepted"),
        WITHDRAWN("declined");

        private final String progress;

        Outcome(String progress) {
            this.progress = progress;
        }

        String progress() {
            return progress;
        }

        /** Empty if events of the type change nothing here. */
        static Optional<Outcome> of(EventType type) {
            return switch (type) {
                case ACCEPTANCE_ACCEPTED -> Optional.of(ACCEPTED);
                case ACCEPTANCE_REJECTED -> Optional.of(REJECTED);
                case ACCEPTANCE_WAITLISTED -> Optional.of(WAITLISTED);
                case ACCEPTANCE_PROMOTED -> Optional.of(PROMOTED);
                case ACCEPTANCE_WITHDRAWN -> Optional.of(WITHDRAWN);
                default -> Optional.empty();
            };
        }
    }
}
