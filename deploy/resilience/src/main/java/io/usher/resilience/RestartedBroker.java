package io.usher.resilience;

import io.usher.testing.Waiting;
import java.util.random.RandomGenerator;

/**
 * One of three brokers ends and comes back, by kill -9 and by SIGTERM in turns. Of four times it is twice the one that
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
            run.say("kill -9 broker %d", node + 1);
            cluster.kill(node);
        } else {
            run.say("SIGTERM broker %d", node + 1);
            cluster.terminate(node);
        }
        Waiting.untilNanoTime(System.nanoTime() + random.nextLong(5_000_000_000L));
        cluster.relaunch(node);
        cluster.awaitWhole();
        run.say("broker %d is in step again", node + 1);
    }
}
