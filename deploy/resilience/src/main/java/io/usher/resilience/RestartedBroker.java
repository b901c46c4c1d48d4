package io.usher.resilience;

import java.util.random.RandomGenerator;

/** One of three brokers ends, cleanly or not, and comes back: the one that leads the controllers as often as another. */
final class RestartedBroker implements Fault {

    @Override
    public void strike(FaultRun run) {
        KafkaCluster cluster = run.installation().cluster();
        RandomGenerator random = run.random();
        int node = random.nextBoolean() ? cluster.controller() : random.nextInt(cluster.size());
        if (random.nextBoolean()) {
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
