package io.usher.notifier.sending;

import java.time.Duration;

/**
 * How much is done at once.
 *
 * @param lanes that claim and send side by side, each over one connection; one that waits for the mail server holds up
 *     none of the others
 * @param claim messages that a lane claims at once
 * @param batch messages that a lane sends before their results have to be written: so many of each lane are repeated when a
 *     process dies
 * @param lease how long claimed messages are this instance's own unless it renews the claim, which it does while it works
 * @param takeOverAfter how long the database must have answered without a break before messages are taken over from
 *     instances whose lease has ended: after an outage, they write first what they have sent
 */
record Limits(int lanes, int claim, int batch, Duration lease, Duration takeOverAfter) {

    private static final int RENEWALS_PER_LEASE = 8;

    Limits {
        if (lanes < 1 || claim < 1 || batch < 1 || !lease.isPositive()) {
            throw new IllegalArgumentException("lanes %d, claim %d, batch %d, lease %s (expected all positive)"
                    .formatted(lanes, claim, batch, lease));
        }
        if (takeOverAfter.isNegative()) {
            throw new IllegalArgumentException("take over after: %s (expected zero or more)".formatted(takeOverAfter));
        }
    }

    Duration renewEvery() {
        return lease.dividedBy(RENEWALS_PER_LEASE);
    }

    /** Whether a message that takes so long is sent within a lease, with time for two renewals to fail. */
    boolean leavesTimeFor(Duration attempt) {
        return attempt.compareTo(lease.minus(renewEvery().multipliedBy(2))) <= 0;
    }
}
