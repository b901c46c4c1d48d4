package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchResult.SeatChange;
import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.contract.event.Milestone;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counters of invitations and plans while a batch is decided: the stored ones, changed by the decisions so far. */
final class BatchCounters {

    private final BatchState before;
    private final Map<InvitationId, Uses> uses = new HashMap<>();
    private final Map<OrganizationId, Seats> seats = new HashMap<>();

    BatchCounters(BatchState before) {
        this.before = before;
    }

    /** Counts a request, and returns its ordinal among the requests for the invitation. */
    long addRequest(InvitationId invitation) {
        change(invitation, 1, 0, 0);
        return uses(invitation).requests();
    }

    int accepted(InvitationId invitation) {
        return uses(invitation).accepted();
    }

    /** Counts an acceptance, and returns the milestone of the quota that this reaches. */
    List<Reached> addAccepted(InvitationId invitation) {
        change(invitation, 0, 1, 0);
        return accepted(invitation) == quota(invitation) ? reportQuota(invitation) : List.of();
    }

    /** Returns the milestone if the quota is used up and that was not reported. A quota that was raised may be used up again. */
    List<Reached> reportQuota(InvitationId invitation) {
        change(invitation, 0, 0, 0);
        Uses now = uses(invitation);
        int quota = quota(invitation);
        if (now.reported() || now.accepted() < quota) {
            return List.of();
        }
        uses.put(invitation, new Uses(now.requests(), now.accepted(), now.waiting(), true));
        return List.of(new Reached(Milestone.QUOTA_FULL, quota));
    }

    /** The largest number if it is unlimited. */
    private int quota(InvitationId invitation) {
        InvitationTerms terms = before.invitations().get(invitation);
        return terms == null || terms.quota() == null ? Integer.MAX_VALUE : terms.quota();
    }

    void removeAccepted(InvitationId invitation) {
        change(invitation, 0, -1, 0);
    }

    /** Counts one more person on the waiting list, and returns how many there are. */
    int addWaiting(InvitationId invitation) {
        change(invitation, 0, 0, 1);
        return uses(invitation).waiting();
    }

    void removeWaiting(InvitationId invitation) {
        change(invitation, 0, 0, -1);
    }

    private void change(InvitationId invitation, int requests, int accepted, int waiting) {
        Uses now = uses(invitation);
        boolean usedUp = now.accepted() + Math.min(accepted, 0) >= quota(invitation);
        uses.put(
                invitation,
                new Uses(
                        now.requests() + requests,
                        now.accepted() + accepted,
                        now.waiting() + waiting,
                        now.reported() && usedUp));
    }

    private Uses uses(InvitationId invitation) {
        Uses counted = uses.get(invitation);
        return counted != null ? counted : before.counts().getOrDefault(invitation, Uses.NONE);
    }

    boolean hasFreeSeat(OrganizationId organization) {
        return seats(organization).free();
    }

    /** Takes a seat, whether one is free or not, and returns the milestones of the plan that this reaches. */
    List<Reached> takeSeat(OrganizationId organization) {
        Seats now = seats(organization);
        Seats taken = SeatShares.taken(now);
        seats.put(organization, taken);
        return SeatShares.reached(now, taken);
    }

    /** Returns the milestones of the plan that are reached and were not reported. */
    List<Reached> reportSeats(OrganizationId organization) {
        Seats now = seats(organization);
        Seats reported = SeatShares.reported(now);
        seats.put(organization, reported);
        return SeatShares.reached(now, reported);
    }

    void freeSeat(OrganizationId organization) {
        seats.put(organization, SeatShares.freed(seats(organization)));
    }

    private Seats seats(OrganizationId organization) {
        Seats after = seats.get(organization);
        return after != null ? after : stored(organization);
    }

    private Seats stored(OrganizationId organization) {
        return before.seats().getOrDefault(organization, new Seats(0, 0, 0));
    }

    /** The new counters of the invitations that have changed. */
    Map<InvitationId, Uses> changedUses() {
        return Map.copyOf(uses);
    }

    /** How the counters of organizations differ from the stored ones. */
    Map<OrganizationId, SeatChange> seatChanges() {
        Map<OrganizationId, SeatChange> changes = new HashMap<>();
        seats.forEach((organization, after) -> {
            Seats then = stored(organization);
            if (!after.equals(then)) {
                changes.put(organization, new SeatChange(after.taken() - then.taken(), after.reported()));
            }
        });
        return Map.copyOf(changes);
    }
}
