package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.contract.event.RejectionReason;

/** What somebody who asked for a seat is told. */
public sealed interface Answer {

    /**
     * The request is in the queue for good and will get exactly one decision.
     *
     * @param repeated whether it was there before: this answer repeats that of an earlier request
     * @param waited whether the decision was waited for as long as was wished
     */
    record Queued(Acceptance acceptance, boolean repeated, boolean waited) implements Answer {

        Queued afterWaiting() {
            return new Queued(acceptance, repeated, true);
        }
    }

    /** The decision came while it was waited for. */
    record Decided(Acceptance acceptance) implements Answer {}

    /** Refused for sure; nothing was queued. */
    record Refused(RejectionReason reason) implements Answer {}

    /** There is no such invitation for this caller. */
    record NoSuchInvitation() implements Answer {}

    /** The idempotency key was used for another request. */
    record KeyReused() implements Answer {}

    /** More requests are under way than this program takes; this one was not queued. */
    record Overloaded() implements Answer {}

    /** The queue did not confirm the request: it may or may not be in there. */
    record Unconfirmed() implements Answer {}
}
