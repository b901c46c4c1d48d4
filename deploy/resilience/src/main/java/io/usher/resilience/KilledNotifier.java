package io.usher.resilience;

import io.usher.testing.ProgramProcess;

/** Kills the notifier while it sends, and launches it again at once. */
final class KilledNotifier implements Fault {

    /** The README's bound for one crash. */
    private static final int SENT_AND_NOT_RECORDED = 32;

    @Override
    public void strike(FaultRun run) {
        ProgramProcess notifier = run.installation().notifier();
        run.log("kill -9 %s", notifier);
        notifier.kill();
        notifier.relaunch();
    }

    @Override
    public int repeatedMails(int strikes) {
        return strikes * SENT_AND_NOT_RECORDED;
    }
}
