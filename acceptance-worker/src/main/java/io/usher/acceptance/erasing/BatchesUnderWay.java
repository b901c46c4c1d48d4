package io.usher.acceptance.erasing;

/**
 * An advisory lock of PostgreSQL for each organization. Batches and commands hold it together from before they lock
 * anything that others wait for to the end of their transaction; who has several takes them in the order of the
 * organizations' ids. An erasure that has it alone has passed all of them.
 */
public final class BatchesUnderWay {

    private static final String LOCK = "hashtextextended('usher_batches_' || %s::text, 0)";

    private BatchesUnderWay() {}

    /** An expression that joins them. */
    public static String join(String organization) {
        return "pg_advisory_xact_lock_shared(" + LOCK.formatted(organization) + ")";
    }

    /** An expression that waits for those there are now; later ones wait for the transaction. */
    static String pass(String organization) {
        return "pg_advisory_xact_lock(" + LOCK.formatted(organization) + ")";
    }
}
