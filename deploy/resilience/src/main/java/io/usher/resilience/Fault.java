package io.usher.resilience;

/** What goes wrong in one row of the table while its load runs. */
interface Fault {

    /** Before the scenario is made. */
    default void prepare(FaultRun run) {}

    /** At a random time of the load; may last. */
    void strike(FaultRun run);

    /**
     * When the load is over and all of it is decided and mailed.
     *
     * @return whether something began that has to become quiet again
     */
    default boolean afterwards(FaultRun run) {
        return false;
    }

    /** What this row promises beyond the final check. */
    default void check(FaultRun run, Evidence evidence, Violations violations) {}

    /** How many mails a crash may repeat. */
    default int repeatedMails(int strikes) {
        return 0;
    }

    /** The share of requests for the one hot invitation. */
    default double hot() {
        return 0.3;
    }
}
