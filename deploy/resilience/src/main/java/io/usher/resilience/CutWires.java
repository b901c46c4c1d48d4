package io.usher.resilience;

import io.usher.servers.Wire;
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
        Wire wire = ofWorker
                ? run.installation().wireOf(worker)
                : run.installation().broker().wire();
        long millis = 1000 + run.random().nextLong(5000);
        run.say("%s for %d ms: %s", trouble, millis, ofWorker ? worker + " to PostgreSQL" : "APIs to Kafka");
        switch (trouble) {
            case DROPPED -> wire.drop();
            case SLOW -> wire.delay(Duration.ofSeconds(5));
            case SILENT -> wire.fallSilent();
            case HALF_OPEN -> wire.answerNothing();
            case SILENT_AFTER_COMMIT -> wire.fallSilentAfter("COMMIT");
        }
        Waiting.untilNanoTime(System.nanoTime() + Duration.ofMillis(millis).toNanos());
        wire.carryAgain();
    }
}
