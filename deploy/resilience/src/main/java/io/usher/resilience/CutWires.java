package io.usher.resilience;

import io.usher.testing.FaultProxy;
import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;

/** The network between a worker and PostgreSQL, or between the APIs and Kafka, for some seconds. */
final class CutWires implements Fault {

    private enum Trouble {
        DROPPED,
        SLOW,
        SILENT,
        HALF_OPEN,
        SILENT_AFTER_COMMIT
    }

    @Override
    public void strike(FaultRun run) {
        Trouble[] troubles = Trouble.values();
        Trouble trouble = troubles[run.random().nextInt(troubles.length)];
        boolean ofWorker =
                trouble == Trouble.SILENT_AFTER_COMMIT || run.random().nextBoolean();
        ProgramProcess worker = run.installation().anyWorker(run.random());
        FaultProxy proxy = ofWorker
                ? run.installation().proxyOf(worker)
                : run.installation().broker().proxy();
        long millis = 1000 + run.random().nextLong(5000);
        run.say("%s for %d ms: %s", trouble, millis, ofWorker ? worker + " to PostgreSQL" : "APIs to Kafka");
        switch (trouble) {
            case DROPPED -> proxy.dropConnections();
            case SLOW -> proxy.delay(Duration.ofSeconds(5));
            case SILENT -> proxy.stall();
            case HALF_OPEN -> proxy.dropResponses();
            case SILENT_AFTER_COMMIT -> proxy.stallAfter("COMMIT");
        }
        Waiting.untilNanoTime(System.nanoTime() + Duration.ofMillis(millis).toNanos());
        proxy.restore();
    }
}
