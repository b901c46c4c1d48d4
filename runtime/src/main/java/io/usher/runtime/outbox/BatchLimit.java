package io.usher.runtime.outbox;

/**
 * How much of the outbox is published in one go: half as much after each timeout, twice as much after each success, so that
 * brokers that are slow get what they can take in time. Not safe for several threads at once.
 */
final class BatchLimit {

    private static final int MOST = 500;

    /** Compressed. */
    private static final int MOST_BYTES = 1 << 20;

    private volatile int bundles = MOST;

    /** At least one. */
    int bundles() {
        return bundles;
    }

    /** In proportion; of bundles that are larger, one is published nevertheless. */
    int bytes() {
        return (int) ((long) MOST_BYTES * bundles / MOST);
    }

    void timedOut() {
        bundles = Math.max(1, bundles / 2);
    }

    void succeeded() {
        bundles = Math.min(MOST, bundles * 2);
    }
}
