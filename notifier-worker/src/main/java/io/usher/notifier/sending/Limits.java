package io.usher.notifier.sending;

import java.time.Duration;

/**
 * How much is done at once.
 *
 * @param claim messages claimed in one round
 * @param chunk messages sent one after the other over one connection
 * @param lanes chunks sent at the same time
 * @param results of messages sent that are written together. They are written within milliseconds: a process that dies
 *     repeats what it sent in these, and in no case more than this number four times and one for each lane
 * @param lease how long claimed messages are this instance's own unless it renews the claim, which it does while it works
 * @param takeOverAfter how long the database must have answered without a break before messages are taken over from
 *     instances whose lease has ended: after an outage, they write first what they have sent
 */
public record Limits(int claim, int chunk, int lanes, int results, Duration lease, Duration takeOverAfter) {

    private static final int RENEWALS_PER_LEASE = 8;

    public Limits {
        if (claim < 1 || chunk < 1 || lanes < 1 || results < 1 || !lease.isPositive()) {
            throw new IllegalArgumentException(
                    "claim %d, chunk %d, lanes %d, results %d, lease %s (expected all positive)"
                            .formatted(claim, chunk, lanes, results, lease));
        }
        if (takeOverAfter.isNegative()) {
            throw new IllegalArgumentException("take over after: %s (expected zero or more)".formatted(takeOverAfter));
        }
    }

    Duration renewEvery() {
        return lease.dividedBy(RENEWALS_PER_LEASE);
    }

    /** Whether a message that takes so long is sent within a lease, with time for two renewals to fail. */
    public boolean leavesTimeFor(Duration attempt) {
        return attempt.compareTo(lease.minus(renewEvery().multipliedBy(2))) <= 0;
    }
}
