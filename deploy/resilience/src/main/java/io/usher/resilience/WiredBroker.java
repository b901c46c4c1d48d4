package io.usher.resilience;

import io.usher.servers.EmbeddedKafka;
import io.usher.servers.KafkaNode;
import io.usher.servers.KafkaNode.Detour;
import io.usher.servers.Ports;
import io.usher.servers.Wire;
import java.nio.file.Path;

/** One broker in this JVM, with a wire between it and the APIs. */
record WiredBroker(EmbeddedKafka kafka, Wire wire) implements Brokers {

    static WiredBroker start(Path folder) {
        int port = Ports.free();
        Wire wire = Wire.to("localhost", port);
        return new WiredBroker(EmbeddedKafka.start(folder, KafkaNode.alone(new Detour(port, wire.port()))), wire);
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public String bootstrapServersOfApis() {
        return "localhost:" + wire.port();
    }

    @Override
    public void recover() {
        kafka.start();
        wire.carryAgain();
    }

    @Override
    public void close() {
        kafka.close();
        wire.close();
    }
}
