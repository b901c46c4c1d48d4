package io.usher.resilience;

import io.usher.testing.FaultProxy;
import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;

/** Disturbs the network between a worker and PostgreSQL, or between the APIs and Kafka, for some seconds. */
final class NetworkFaults implements Fault {

    private enum Disturbance {
        DROPPED,
        SLOW,
        STALLED,
        HALF_OPEN,
        STALLED_AFTER_COMMIT
    }

    @Override
    public void strike(FaultRun run) {
        Disturbance[] all = Disturbance.values();
        Disturbance disturbance = all[run.random().nextInt(all.length)];
        boolean isWorker =
                disturbance == Disturbance.STALLED_AFTER_COMMIT || run.random().nextBoolean();
        ProgramProcess worker = run.installation().anyWorker(run.random());
        FaultProxy proxy = isWorker
                ? run.installation().proxyOf(worker)
                : run.installation().broker().proxy();
        long millis = 1000 + run.random().nextLong(5000);
        run.log("%s for %d ms: %s", disturbance, millis, isWorker ? worker + " to PostgreSQL" : "APIs to Kafka");
        switch (disturbance) {
            case DROPPED -> proxy.dropConnections();
            case SLOW -> proxy.delay(Duration.ofSeconds(5));
            case STALLED -> proxy.stall();
            case HALF_OPEN -> proxy.dropResponses();
            case STALLED_AFTER_COMMIT -> proxy.stallAfter("COMMIT");
        }
        Waiting.untilNanoTime(System.nanoTime() + Duration.ofMillis(millis).toNanos());
        proxy.restore();
    }
}
