package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import java.util.List;

/** Kills an API with requests in it and launches it again at once. Callers without a response may retry. */
final class KilledApi implements Fault {

    @Override
    public void strike(FaultRun run) {
        List<ProgramProcess> apis = run.installation().apis();
        ProgramProcess api = apis.get(run.random().nextInt(apis.size()));
        run.log("kill -9 %s", api);
        api.kill();
        api.relaunch();
    }
}
