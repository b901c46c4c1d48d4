package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.http.problem.Refusal;

/** The answer to a request for a seat. */
public sealed interface Answer {

    /**
     * The request is in the queue for good and will get exactly one decision.
     *
     * @param repeated whether it was there before: this answer repeats that of an earlier request
     * @param waited whether the caller waited for the decision as long as they wished
     */
    record Queued(Acceptance acceptance, boolean repeated, boolean waited) implements Answer {

        Queued afterWaiting() {
            return new Queued(acceptance, repeated, true);
        }
    }

    /** The decision came while the caller waited for it. */
    record Decided(Acceptance acceptance) implements Answer {}

    /** Nothing was queued, as far as is known here. */
    record Refused(Refusal refusal) implements Answer {}
}
