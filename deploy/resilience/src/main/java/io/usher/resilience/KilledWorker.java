package io.usher.resilience;

import io.usher.testing.ProgramProcess;

/** Kills one of the workers and launches it again at once; it is back seconds later. */
final class KilledWorker implements Fault {

    @Override
    public void strike(FaultRun run) {
        ProgramProcess worker = run.installation().anyWorker(run.random());
        run.log("kill -9 %s", worker);
        worker.kill();
        worker.relaunch();
    }
}
