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
    record Accepted(GrantSet granted, MemberId member, boolean joined, List<Reached> milestones) implements Outcome {}

    /** The person had been accepted before: the same outcome, nothing more used. */
    record Repeated(AcceptanceId original, GrantSet granted) implements Outcome {}

    /** @param position in the waiting list of the invitation, from 1 */
    record Waitlisted(long position) implements Outcome {}

    /** The person was waiting already and keeps the earlier place. */
    record StillWaiting(AcceptanceId original) implements Outcome {}

    record Rejected(RejectionReason reason) implements Outcome {}

    /** A milestone and the limit that was reached. */
    record Reached(Milestone milestone, int limit) {}
}
