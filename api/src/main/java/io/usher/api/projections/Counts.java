package io.usher.api.projections;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** How often what happened in a batch of decisions, by invitation and by minute. Not safe for several threads. */
final class Counts {

    static final String REQUESTED = "requested";
    static final String REPEATED = "repeated";
    static final String ACCEPTED = "accepted";
    static final String WAITLISTED = "waitlisted";
    static final String PROMOTED = "promoted";
    static final String WITHDRAWN = "withdrawn";
    static final String REJECTED = "rejected/";
    /** Kept by triggers of {@code directory.invitee_progress}, as {@code BOUNCED} is. */
    static final String SENT = "sent";

    static final String BOUNCED = "bounced";
    /** Not projected: no event says so. */
    static final String OPENED = "opened";
    /** Not projected: see {@link RefusedAtOnce}. */
    static final String REFUSED_AT_ONCE = "refused-at-once";

    private static final long MINUTE_MILLIS = 60_000;

    private final Map<Total, Long> totals = new HashMap<>();
    private final Map<Minute, PerMinute> minutes = new HashMap<>();

    /** @param name as in {@code directory.invitation_count} */
    record Total(UUID invitation, String name) {}

    /** @param number since the epoch */
    record Minute(UUID invitation, long number) {}

    /** What had become of earlier requests of a person for the same invitation. */
    enum Before {
        /** There are none. */
        NOTHING,
        /** None of them was rejected. */
        ASKED,
        REJECTED
    }

    /** What happened to an invitation in a minute. */
    static final class PerMinute {

        long requested;
        long accepted;
        long waitlisted;
        long rejected;
    }

    /** Who is rejected once more is not counted as rejected again. */
    void add(Decision decision, Before before) {
        if (decision.repeated()) {
            count(decision, REPEATED);
            return;
        }
        switch (decision.outcome()) {
            case ACCEPTED -> {
                request(decision, before);
                count(decision, ACCEPTED);
                decided(decision).accepted++;
            }
            case REJECTED -> {
                request(decision, before);
                reject(decision, before);
            }
            case DISMISSED -> reject(decision, before);
            case WAITLISTED -> {
                request(decision, before);
                count(decision, WAITLISTED);
                decided(decision).waitlisted++;
            }
            case PROMOTED -> {
                count(decision, PROMOTED);
                count(decision, ACCEPTED);
                decided(decision).accepted++;
            }
            case WITHDRAWN -> count(decision, WITHDRAWN);
        }
    }

    private void reject(Decision decision, Before before) {
        if (before != Before.REJECTED) {
            count(decision, REJECTED + decision.reason());
            decided(decision).rejected++;
        }
    }

    private PerMinute decided(Decision decision) {
        return minute(decision, decision.decidedAt());
    }

    private void request(Decision decision, Before before) {
        if (before != Before.NOTHING) {
            count(decision, REPEATED);
            return;
        }
        count(decision, REQUESTED);
        minute(decision, decision.requestedAt()).requested++;
    }

    private void count(Decision decision, String name) {
        var unused = totals.merge(new Total(decision.invitation(), name), 1L, Long::sum);
    }

    private PerMinute minute(Decision decision, long at) {
        return minutes.computeIfAbsent(
                new Minute(decision.invitation(), Math.floorDiv(at, MINUTE_MILLIS)), minute -> new PerMinute());
    }

    Map<Total, Long> totals() {
        return totals;
    }

    Map<Minute, PerMinute> minutes() {
        return minutes;
    }
}
