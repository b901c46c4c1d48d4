package io.usher.notifier.sending;

import java.time.Duration;

/**
 * How much is sent at once.
 *
 * @param concurrency senders that claim and send independently of each other, each over its own connection
 * @param claim messages that a sender claims at once
 * @param batch messages that a sender sends before it has to write their results: at most so many of each sender are
 *     repeated after a crash
 * @param lease how long claimed messages belong to this instance unless it renews the lease, which it does while it works
 * @param takeOverAfter how long the database must have answered without interruption before messages with an expired
 *     lease are taken over: after an outage, their holders first write what they have sent
 */
record SendingLimits(int concurrency, int claim, int batch, Duration lease, Duration takeOverAfter) {

    private static final int RENEWALS_PER_LEASE = 8;

    SendingLimits {
        if (concurrency < 1 || claim < 1 || batch < 1 || !lease.isPositive()) {
            throw new IllegalArgumentException("concurrency %d, claim %d, batch %d, lease %s (expected all positive)"
                    .formatted(concurrency, claim, batch, lease));
        }
    }

    Duration renewEvery() {
        return lease.dividedBy(RENEWALS_PER_LEASE);
    }

    /** Whether an attempt of that duration fits into a lease, even if two renewals fail. */
    boolean leavesTimeFor(Duration attempt) {
        return attempt.compareTo(lease.minus(renewEvery().multipliedBy(2))) <= 0;
    }
}
