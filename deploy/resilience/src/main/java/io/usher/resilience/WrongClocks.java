package io.usher.resilience;

import io.usher.testing.ProgramProcess;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two more APIs, one with a clock that is ahead and one with a clock that is behind, while an invitation expires. With each
 * strike the clocks change places, and both are off by less or by more than clocks may differ.
 */
final class WrongClocks implements Fault {

    private static final Duration LEAST = Duration.ofMillis(100);

    /** So far apart may clocks be, then half a minute, then an hour that somebody forgot, and more. */
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
        run.say("the clock of %s is %s ahead, that of %s %s behind", early, ahead, late, behind);
    }

    private static Duration shift(RandomGenerator random) {
        Duration most = MOST.get(random.nextInt(MOST.size()));
        return Duration.ofMillis(random.nextLong(LEAST.toMillis(), most.toMillis()));
    }

    @Override
    public boolean afterwards(FaultRun run) {
        run.installation().endApisWithWrongClocks();
        return false;
    }
}
