package io.usher.resilience;

import io.usher.embedded.EmbeddedPostgres;
import io.usher.testing.Waiting;

/** Kills all of PostgreSQL and starts it again up to two seconds later. */
final class KilledDatabase implements Fault {

    @Override
    public void strike(FaultRun run) {
        EmbeddedPostgres postgres = run.installation().postgres();
        run.log("kill -9 PostgreSQL");
        postgres.kill();
        Waiting.untilNanoTime(System.nanoTime() + run.random().nextLong(2_000_000_000));
        postgres.start();
        run.log("PostgreSQL is back");
    }
}
