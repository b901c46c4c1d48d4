package io.usher.embedded;

import java.nio.file.Path;

/** Starts Kafka, publishes a message and waits to be killed. */
final class EmbeddedKafkaProgram {

    private EmbeddedKafkaProgram() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka server = EmbeddedKafka.start(Path.of(arguments[0]), 0);
        KafkaMessages.publish(server.bootstrapServers(), "kept");
        KilledProgram.report("port", Integer.toString(server.port()));
        KilledProgram.awaitDeath();
    }
}
