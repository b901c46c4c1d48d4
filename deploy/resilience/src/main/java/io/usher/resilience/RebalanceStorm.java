package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import java.util.List;

/** Takes a worker away or gives one back, again and again; the first one stays. */
final class RebalanceStorm implements Fault {

    @Override
    public void strike(FaultRun run) {
        List<ProgramProcess> others = run.installation().workers();
        ProgramProcess worker = others.get(1 + run.random().nextInt(others.size() - 1));
        if (worker.isAlive()) {
            run.say("SIGTERM %s", worker);
            run.say("%s ended with status %d", worker, worker.terminate());
        } else {
            run.say("launch %s", worker);
            worker.relaunch();
        }
    }
}
