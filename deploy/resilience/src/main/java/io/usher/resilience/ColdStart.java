package io.usher.resilience;

import io.usher.embedded.EmbeddedKafka;
import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;

/** An API starts while the broker is down, and receives requests before the broker is back. */
final class ColdStart implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    @Override
    public void strike(FaultRun run) {
        EmbeddedKafka kafka = run.installation().broker().kafka();
        ProgramProcess api = run.installation().apis().getFirst();
        run.log("the broker stops, kill -9 %s", api);
        kafka.stop();
        api.kill();
        api.relaunch();
        Waiting.untilNanoTime(
                System.nanoTime() + AWAY.plusMillis(run.random().nextLong(5000)).toNanos());
        kafka.start();
        run.log("the broker is back");
        if (!Waiting.until(READY_WITHIN, () -> api.isReady() || !api.isAlive()) || !api.isAlive()) {
            run.violations().add("does not recover by itself", "%s", api);
        }
        run.log("%s is ready", api);
    }
}
