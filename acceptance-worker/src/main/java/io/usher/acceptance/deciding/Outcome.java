package io.usher.acceptance.deciding;

import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import java.util.List;

/** The outcome of a request. */
public sealed interface Outcome {

    /**
     * Uses the invitation once, and takes a seat of the plan if the person was not a member.
     *
     * @param joined whether the person became a member
     */
    record Accepted(GrantSet granted, MemberId member, boolean joined, List<Reached> milestones) implements Outcome {}

    /** The person had been accepted before: the outcome is the same, and nothing more is used. */
    record Repeated(AcceptanceId original, GrantSet granted) implements Outcome {}

    /** @param position on the waiting list of the invitation, from 1 */
    record Waitlisted(long position) implements Outcome {}

    /** The person was on the waiting list already and keeps the earlier position. */
    record StillWaiting(AcceptanceId original) implements Outcome {}

    record Rejected(RejectionReason reason) implements Outcome {}

    /** A milestone and the limit that was reached. */
    record Reached(Milestone milestone, int limit) {}
}
