package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;

/** Suspends a worker until another one has taken over its partitions, and resumes it. */
final class SuspendedWorker implements Fault {

    private static final Duration TAKEOVER = Installation.SESSION_TIMEOUT.plusSeconds(2);

    @Override
    public void strike(FaultRun run) {
        ProgramProcess worker = run.installation().anyWorker(run.random());
        long longer = run.random().nextLong(1000);
        run.log("SIGSTOP %s", worker);
        worker.suspend();
        Waiting.untilNanoTime(System.nanoTime() + TAKEOVER.plusMillis(longer).toNanos());
        run.log("SIGCONT %s", worker);
        worker.resume();
    }
}
