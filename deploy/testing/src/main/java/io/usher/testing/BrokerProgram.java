package io.usher.testing;

import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.KafkaNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One node of a Kafka cluster as a program: prints its port once it is ready, and ends cleanly on SIGTERM. */
public final class BrokerProgram {

    /** What it prints before its port. */
    public static final String READY = "ready on port ";

    private BrokerProgram() {}

    /** Its command line after {@code java} and the JVM's options. */
    public static List<String> arguments(Path folder, KafkaNode node) {
        String controllers = node.controllers().toString().replaceAll("[\\[\\] ]", "");
        return List.of(
                BrokerProgram.class.getName(),
                folder.toString(),
                node.clusterId(),
                "" + node.id(),
                "" + node.port(),
                controllers);
    }

    public static void main(String... arguments) {
        List<Integer> controllers =
                Arrays.stream(arguments[4].split(",")).map(Integer::valueOf).toList();
        KafkaNode node = new KafkaNode(
                arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), controllers, null);
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), node);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "ending the broker"));
        System.out.println(READY + kafka.port());
    }
}
