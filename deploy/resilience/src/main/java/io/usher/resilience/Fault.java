package io.usher.resilience;

/** The fault of one row of the table, which strikes while the load runs. */
interface Fault {

    /** Called before the scenario is created. */
    default void prepare(FaultRun run) {}

    /** Called at random times during the load; may block. */
    void strike(FaultRun run);

    /**
     * Called when the load is decided and mailed.
     *
     * @return whether this has started new work that has to end before the final check
     */
    default boolean afterwards(FaultRun run) {
        return false;
    }

    /** Checks what this row guarantees beyond the final check. */
    default void check(FaultRun run, Evidence evidence, Violations violations) {}

    /** How many duplicate mails are allowed. */
    default int repeatedMails(int strikes) {
        return 0;
    }

    /** The share of requests for the one hot invitation. */
    default double hot() {
        return 0.3;
    }
}
