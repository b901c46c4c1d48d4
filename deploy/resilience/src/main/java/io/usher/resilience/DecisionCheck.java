package io.usher.resilience;

import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Requested;
import io.usher.resilience.Scenario.Offer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks that each request has one decision, and the one that the log and the limits demand. */
record DecisionCheck(IndexedEvidence indexed, SeatLimits limits, Violations violations) {

    void run() {
        checkEachRequestHasOneDecision();
        for (Offer offer : indexed.evidence().scenario().offers()) {
            checkSeats(offer);
        }
    }

    private void checkEachRequestHasOneDecision() {
        indexed.log().forEach((id, request) -> {
            if (indexed.decision(id) == null) {
                violations.add("no decision", "%s at %d-%d", id, request.partition(), request.offset());
            }
        });
        indexed.decided().forEach((id, acceptance) -> {
            if (!indexed.log().containsKey(id)) {
                violations.add("a decision without request", "%s of %s", id, acceptance.address());
            }
        });
        int rows = indexed.evidence().acceptances().size();
        int requests = indexed.decided().size();
        if (rows != requests) {
            violations.add("several decisions", "%d for %d requests", rows, requests);
        }
    }

    /** Decides the requests for an invitation again, in log order. */
    private void checkSeats(Offer offer) {
        List<Requested> requests = indexed.log().values().stream()
                .filter(request -> request.invitation().equals(offer.invitation()))
                .toList();
        Map<String, AcceptanceId> holders = new HashMap<>();
        long ordinal = 0;
        for (Requested request : requests) {
            Acceptance acceptance = indexed.decision(request.acceptance());
            if (acceptance != null) {
                ordinal++;
                checkOrdinal(acceptance, ordinal);
                checkOutcome(offer, request, acceptance, holders);
            }
        }
        checkAllSeatsAreGranted(offer, requests, holders.size());
    }

    private void checkOrdinal(Acceptance acceptance, long expected) {
        if (acceptance.ordinal() != expected) {
            violations.add(
                    "not in log order",
                    "%s is number %d of %s (expected %d)",
                    acceptance.id(),
                    acceptance.ordinal(),
                    acceptance.invitation(),
                    expected);
        }
    }

    private void checkOutcome(
            Offer offer, Requested request, Acceptance acceptance, Map<String, AcceptanceId> holders) {
        AcceptanceId holder = holders.get(acceptance.address());
        if (holder != null) {
            if (!acceptance.accepted() || !holder.equals(acceptance.original())) {
                violations.add(
                        "asked again, not answered with the first outcome", "%s after %s", acceptance.id(), holder);
            }
        } else if (acceptance.accepted()) {
            if (acceptance.original() != null) {
                violations.add("repeats what holds no seat", "%s", acceptance.id());
            }
            holders.put(acceptance.address(), acceptance.id());
            checkAdmission(offer, request, acceptance, holders.size());
        } else {
            checkRefusal(offer, request, acceptance, holders.size());
        }
    }

    private void checkAdmission(Offer offer, Requested request, Acceptance acceptance, int taken) {
        if (taken > limits.mostSeats(offer, acceptance.decidedAt())) {
            violations.add("a seat too many", "%s is number %d of %s", acceptance.id(), taken, offer.invitation());
        }
        if (limits.isExpired(offer, request.appendedAt())) {
            violations.add("admitted after the expiry", "%s at %s of %s", acceptance.id(), request.appendedAt(), offer);
        }
        if (limits.isDisabled(offer, acceptance.decidedAt())) {
            violations.add("admitted after it was disabled", "%s at %s", acceptance.id(), acceptance.decidedAt());
        }
    }

    private void checkRefusal(Offer offer, Requested request, Acceptance acceptance, int taken) {
        String reason = acceptance.reason();
        Instant decidedAt = acceptance.decidedAt();
        boolean justified = reason != null
                && switch (RejectionReason.of(reason)) {
                    case QUOTA_FULL -> taken >= limits.fewestSeats(offer, decidedAt);
                    case NO_SEATS_LEFT -> limits.planIsUsedUp(offer, decidedAt) && !wasMember(acceptance);
                    case INVITATION_DISABLED -> limits.mayBeDisabled(offer, decidedAt);
                    case INVITATION_EXPIRED -> limits.isExpired(offer, request.appendedAt());
                    case INVITATION_DELETED, INVITATION_NOT_OPEN, NOT_INVITED, INVITEE_CANCELLED -> false;
                };
        if (!justified) {
            violations.add(
                    "refused without reason",
                    "%s %s: %s (%d taken)",
                    offer.invitation(),
                    acceptance.id(),
                    reason == null ? "" : reason,
                    taken);
        }
    }

    private boolean wasMember(Acceptance refused) {
        Member member = indexed.member(refused);
        return member != null && member.joinedAt().isBefore(refused.decidedAt());
    }

    /** Grants min(quota, distinct people) if only the quota limits the invitation. */
    private void checkAllSeatsAreGranted(Offer offer, List<Requested> requests, int granted) {
        boolean onlyTheQuotaRefuses = limits.changes(offer).isEmpty()
                && offer.expiresAt() == null
                && !indexed.evidence().scenario().plans().containsKey(offer.organization());
        if (onlyTheQuotaRefuses) {
            long people = requests.stream()
                    .map(request -> indexed.decision(request.acceptance()))
                    .filter(Objects::nonNull)
                    .map(Acceptance::address)
                    .distinct()
                    .count();
            long expected = Math.min(limits.mostSeats(offer, Instant.MAX), people);
            if (granted != expected) {
                violations.add("seats granted", "%s: %d (expected %d)", offer.invitation(), granted, expected);
            }
        }
    }
}
