package io.usher.resilience;

import io.usher.testing.Waiting;
import java.util.random.RandomGenerator;

/**
 * Restarts one of three brokers, alternately by kill -9 and by SIGTERM. Every other pair of strikes hits the node that
 * leads the controllers.
 */
final class RestartedBroker implements Fault {

    private int strikes;

    @Override
    public void prepare(FaultRun run) {
        strikes = 0;
    }

    @Override
    public void strike(FaultRun run) {
        KafkaCluster cluster = run.installation().cluster();
        RandomGenerator random = run.random();
        int strike = strikes++;
        int node = strike % 4 < 2 ? cluster.controller() : random.nextInt(cluster.size());
        if (strike % 2 == 0) {
            run.log("kill -9 broker %d", node + 1);
            cluster.kill(node);
        } else {
            run.log("SIGTERM broker %d", node + 1);
            cluster.terminate(node);
        }
        Waiting.untilNanoTime(System.nanoTime() + random.nextLong(5_000_000_000L));
        cluster.relaunch(node);
        cluster.awaitInSync();
        run.log("broker %d is in sync again", node + 1);
    }
}
