package io.usher.acceptance.erasing;

/**
 * An advisory lock of PostgreSQL for each organization. Batches and commands share it until the end of their
 * transaction. They take it before any lock that others wait for, in the order of the ids of the organizations. An
 * erasure that takes it exclusively has waited for all of them.
 */
public final class BatchesUnderWay {

    private static final String LOCK = "hashtextextended('usher_batches_' || %s::text, 0)";

    private BatchesUnderWay() {}

    /** An SQL expression that takes the lock with other batches. */
    public static String join(String organization) {
        return "pg_advisory_xact_lock_shared(" + LOCK.formatted(organization) + ")";
    }

    /** An SQL expression that waits for the current batches, and makes later ones wait for the transaction. */
    static String pass(String organization) {
        return "pg_advisory_xact_lock(" + LOCK.formatted(organization) + ")";
    }
}
