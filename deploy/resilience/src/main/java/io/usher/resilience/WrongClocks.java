package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two more APIs, one with a clock that is fast and one with a clock that is slow, while an invitation expires. Each
 * strike swaps the directions and chooses new deviations, within and beyond what is tolerated.
 */
final class WrongClocks implements Fault {

    private static final Duration LEAST = Duration.ofMillis(100);

    /** What is tolerated, half a minute, and more than a wrong time zone. */
    private static final List<Duration> MOST =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(2));

    private boolean firstIsAhead;

    @Override
    public void prepare(FaultRun run) {
        firstIsAhead = true;
        List<ProgramProcess> added = List.of(
                run.installation().addApiWithClock(Duration.ofHours(1)),
                run.installation().addApiWithClock(Duration.ofHours(-1)));
        added.forEach(ProgramProcess::awaitReady);
    }

    @Override
    public void strike(FaultRun run) {
        firstIsAhead = !firstIsAhead;
        List<ProgramProcess> apis = run.installation().apisWithWrongClocks();
        Duration ahead = shift(run.random());
        Duration behind = shift(run.random());
        ProgramProcess early = apis.get(firstIsAhead ? 0 : 1);
        ProgramProcess late = apis.get(firstIsAhead ? 1 : 0);
        early.write(ahead.toString());
        late.write(behind.negated().toString());
        run.log("the clock of %s is %s ahead, that of %s %s behind", early, ahead, late, behind);
    }

    private static Duration shift(RandomGenerator random) {
        Duration most = MOST.get(random.nextInt(MOST.size()));
        return Duration.ofMillis(random.nextLong(LEAST.toMillis(), most.toMillis()));
    }

    @Override
    public boolean afterwards(FaultRun run) {
        run.installation().killApisWithWrongClocks();
        return false;
    }
}
