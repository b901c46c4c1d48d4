package io.usher.benchmarks;

import io.usher.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A Kafka broker as a process of its own. */
final class BrokerProgram {

    private BrokerProgram() {}

    /** @param arguments the folder for its data */
    public static void main(String[] arguments) {
        EmbeddedKafka broker = EmbeddedKafka.start(Path.of(arguments[0]), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "closing the broker"));
        System.out.println(Servers.READY + broker.port());
    }
}
