package io.usher.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Two more APIs, one with a clock an hour ahead and one with a clock an hour behind, while an invitation expires. Each
 * strike sets one of the two clocks: by up to two hours or by some seconds, as a correction would.
 */
final class WrongClocks implements Fault {

    private static final long FAR = Duration.ofHours(2).toMillis();
    private static final long NEAR = Duration.ofSeconds(10).toMillis();

    @Override
    public void prepare(FaultRun run) {
        List<ProgramProcess> added = List.of(
                run.installation().addApiWithClock(Duration.ofHours(1)),
                run.installation().addApiWithClock(Duration.ofHours(-1)));
        added.forEach(ProgramProcess::awaitReady);
    }

    @Override
    public void strike(FaultRun run) {
        Random random = run.random();
        List<ProgramProcess> apis = run.installation().apisWithWrongClocks();
        ProgramProcess api = apis.get(random.nextInt(apis.size()));
        long most = random.nextBoolean() ? FAR : NEAR;
        Duration shift = Duration.ofMillis(random.nextLong(-most, most));
        api.write(shift.toString());
        run.say("the clock of %s is %s ahead", api, shift);
    }

    @Override
    public boolean afterwards(FaultRun run) {
        run.installation().endApisWithWrongClocks();
        return false;
    }
}
