package io.usher.resilience;

import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.KafkaNode;
import io.usher.embedded.KafkaNode.Detour;
import io.usher.embedded.Ports;
import io.usher.testing.FaultProxy;
import java.nio.file.Path;

/** One broker in this JVM, behind a proxy for the APIs. */
record ProxiedBroker(EmbeddedKafka kafka, FaultProxy proxy) implements Brokers {

    static ProxiedBroker start(Path folder) {
        int port = Ports.free();
        FaultProxy proxy = FaultProxy.to("localhost", port);
        return new ProxiedBroker(EmbeddedKafka.start(folder, KafkaNode.alone(new Detour(port, proxy.port()))), proxy);
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public String bootstrapServersOfApis() {
        return "localhost:" + proxy.port();
    }

    @Override
    public void recover() {
        kafka.start();
        proxy.restore();
    }

    @Override
    public void close() {
        kafka.close();
        proxy.close();
    }
}
