package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;

/** Stops a worker until another one has its partitions, and lets it go on where it stood. */
final class SuspendedWorker implements Fault {

    private static final Duration TAKEOVER = Installation.SESSION_TIMEOUT.plusSeconds(2);

    @Override
    public void strike(FaultRun run) {
        ProgramProcess worker = run.installation().anyWorker(run.random());
        long longer = run.random().nextLong(1000);
        run.say("SIGSTOP %s", worker);
        worker.suspend();
        Waiting.untilNanoTime(System.nanoTime() + TAKEOVER.plusMillis(longer).toNanos());
        run.say("SIGCONT %s", worker);
        worker.resume();
    }
}
