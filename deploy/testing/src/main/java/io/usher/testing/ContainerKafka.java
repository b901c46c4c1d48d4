package io.usher.testing;

import io.usher.embedded.KafkaServer;
import io.usher.embedded.Ports;
import io.usher.embedded.ServerStartException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container that keeps its port when it is stopped and started. */
final class ContainerKafka implements KafkaServer {

    private static final String IMAGE = "apache/kafka:4.2.0";
    private static final int PORT_INSIDE = 9092;

    private final ContainerSwitch container;
    private final int port;
    private final String bootstrapServers;

    private ContainerKafka(KafkaContainer container, int port) {
        this.port = port;
        this.bootstrapServers = container.getBootstrapServers();
        this.container = new ContainerSwitch(container, this::awaitAnswer);
    }

    static ContainerKafka run() {
        int port = Ports.claim("Kafka", 0);
        KafkaContainer container = new KafkaContainer(IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        // Instead of the script of Testcontainers, whose shell does not forward signals to Kafka.
        container
                .withEnv(
                        "KAFKA_ADVERTISED_LISTENERS",
                        "PLAINTEXT://%s:%d,BROKER://localhost:9093".formatted(container.getHost(), port))
                .withCommand("/etc/kafka/docker/run");
        container.setPortBindings(List.of(port + ":" + PORT_INSIDE));
        container.start();
        return new ContainerKafka(container, port);
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void start() {
        container.start();
    }

    private void awaitAnswer() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            // The client retries until the timeout.
            admin.describeCluster().clusterId().get(ContainerSwitch.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerStartException("Kafka: no response on port " + port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Kafka: interrupted during the start", e);
        }
    }

    @Override
    public void close() {
        container.remove();
    }
}
