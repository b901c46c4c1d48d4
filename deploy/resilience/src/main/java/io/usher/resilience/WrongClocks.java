package io.usher.resilience;

import java.time.Duration;
import java.util.List;

/** Two more APIs, one with a clock an hour ahead and one with a clock an hour behind, while an invitation expires. */
final class WrongClocks implements Fault {

    @Override
    public void prepare(FaultRun run) {
        List<ProgramProcess> added = List.of(
                run.installation().addApiWithClock(Duration.ofHours(1)),
                run.installation().addApiWithClock(Duration.ofHours(-1)));
        added.forEach(ProgramProcess::awaitReady);
    }

    @Override
    public void strike(FaultRun run) {
        throw new IllegalStateException("clocks are wrong all the time");
    }

    @Override
    public boolean afterwards(FaultRun run) {
        run.installation().endApisWithWrongClocks();
        return false;
    }
}
