package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.http.problem.Refusal;

/** The answer to a request for a seat. */
public sealed interface Answer {

    /**
     * The request is durably queued and will get exactly one decision.
     *
     * @param repeated whether an earlier request had queued it already, whose answer this one repeats
     * @param waited whether the caller waited for the decision as long as they asked to
     */
    record Queued(Acceptance acceptance, boolean repeated, boolean waited) implements Answer {

        Queued afterWaiting() {
            return new Queued(acceptance, repeated, true);
        }
    }

    /** The decision arrived while the caller waited for it. */
    record Decided(Acceptance acceptance) implements Answer {}

    /** Nothing was queued, as far as this program knows. */
    record Refused(Refusal refusal) implements Answer {}
}
