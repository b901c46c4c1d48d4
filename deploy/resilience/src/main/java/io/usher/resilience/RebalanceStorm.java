package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import java.util.List;

/** Stops a worker or launches it again; the first worker keeps running. */
final class RebalanceStorm implements Fault {

    @Override
    public void strike(FaultRun run) {
        List<ProgramProcess> others = run.installation().workers();
        ProgramProcess worker = others.get(1 + run.random().nextInt(others.size() - 1));
        if (worker.isAlive()) {
            run.log("SIGTERM %s", worker);
            run.log("%s ended with status %d", worker, worker.terminate());
        } else {
            run.log("launch %s", worker);
            worker.relaunch();
        }
    }
}
