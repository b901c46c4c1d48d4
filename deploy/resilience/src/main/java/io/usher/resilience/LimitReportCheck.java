package io.usher.resilience;

import io.usher.contract.event.Milestone;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.Scenario.Offer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that each limit was reported once, with the acceptance that reached it: a full invitation, unless its quota
 * was changed, and each share of a plan.
 */
record LimitReportCheck(IndexedEvidence indexed, SeatLimits limits, Violations violations) {

    void run() {
        Map<String, Set<String>> reported = reported();
        reached().forEach((limit, reached) -> {
            int times = reported.getOrDefault(limit, Set.of()).size();
            int expected = reached ? 1 : 0;
            if (times != expected) {
                violations.add("limits reported", "%s: %d (expected %d)", limit, times, expected);
            }
        });
        reported.values().stream()
                .flatMap(Set::stream)
                .filter(id -> !isOfSeat(id) && !isOfChangedQuota(id))
                .forEach(id -> violations.add("published, not stored", "%s on %s", id, Topic.OPS));
    }

    /** The ids of the events about each limit. */
    private Map<String, Set<String>> reported() {
        Map<String, Set<String>> reported = new HashMap<>();
        for (Published event : indexed.evidence().events()) {
            switch (event.event()) {
                case OpsQuotaFull full -> add(reported, quota(full.invitation()), event.id());
                case OpsSeatsThreshold seats -> add(reported, share(seats.organization(), seats.percent()), event.id());
                default -> {}
            }
        }
        return reported;
    }

    private static void add(Map<String, Set<String>> reported, String limit, String id) {
        reported.computeIfAbsent(limit, key -> new HashSet<>()).add(id);
    }

    /** Whether each limit was reached. */
    private Map<String, Boolean> reached() {
        Map<String, Boolean> reached = new HashMap<>();
        for (Offer offer : indexed.evidence().scenario().offers()) {
            if (limits.changes(offer).isEmpty()) {
                reached.put(
                        quota(offer.invitation()),
                        offer.quota() != null && seatsTaken(offer.invitation()) >= offer.quota());
            }
        }
        indexed.evidence()
                .scenario()
                .plans()
                .forEach((organization, seats) -> Milestone.ofSeats()
                        .forEach(milestone -> reached.put(
                                share(organization, milestone.percent()),
                                limits.seatsTaken(organization) * 100L >= (long) milestone.percent() * seats)));
        return reached;
    }

    private long seatsTaken(InvitationId invitation) {
        return indexed.decided().values().stream()
                .filter(acceptance ->
                        acceptance.holdsSeat() && acceptance.invitation().equals(invitation))
                .count();
    }

    private static String quota(InvitationId invitation) {
        return "quota of " + invitation;
    }

    private static String share(OrganizationId organization, int percent) {
        return "%d%% of %s".formatted(percent, organization);
    }

    /** A quota that is lowered to what is taken is reported without an acceptance. */
    private boolean isOfChangedQuota(String eventId) {
        return indexed.evidence().scenario().offers().stream()
                .anyMatch(offer -> !limits.changes(offer).isEmpty() && eventId.startsWith(offer.invitation() + "."));
    }

    private boolean isOfSeat(String eventId) {
        return indexed.decided().values().stream()
                .anyMatch(acceptance -> acceptance.holdsSeat() && eventId.startsWith(acceptance.id() + "."));
    }
}
