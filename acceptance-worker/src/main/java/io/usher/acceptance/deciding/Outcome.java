package io.usher.acceptance.deciding;

import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import java.util.List;

/** What became of a request. */
public sealed interface Outcome {

    /**
     * A use of the invitation, and a seat of the plan if the person was no member.
     *
     * @param joined whether it made the person a member
     */
    record Accepted(Given given, MemberId member, boolean joined, List<Reached> milestones) implements Outcome {}

    /** The person had been accepted before: the same outcome, nothing more used. */
    record Repeated(AcceptanceId original, Given given) implements Outcome {}

    record Rejected(RejectionReason reason) implements Outcome {}

    /** A milestone and the limit that was reached. */
    record Reached(Milestone milestone, int limit) {}
}
