package io.usher.servers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container whose port on this machine stays the same when it is stopped and started. */
final class ContainerKafka implements KafkaServer {

    private static final String IMAGE = "apache/kafka:4.2.0";
    private static final int PORT_INSIDE = 9092;
    private static final int TIMEOUT_SECONDS = 60;

    private final KafkaContainer container;
    private final int port;
    private final String bootstrapServers;

    @GuardedBy("this") private boolean running = true;

    private ContainerKafka(KafkaContainer container, int port) {
        this.container = container;
        this.port = port;
        this.bootstrapServers = container.getBootstrapServers();
    }

    static ContainerKafka run() {
        int port = Ports.claim("Kafka", 0);
        KafkaContainer container = new KafkaContainer(IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
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
    public synchronized void stop() {
        if (running) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(TIMEOUT_SECONDS)
                    .exec();
            running = false;
        }
    }

    @Override
    public synchronized void start() {
        if (!running) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
            awaitAnswer();
            running = true;
        }
    }

    private void awaitAnswer() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            // The client tries again by itself until the time is over.
            admin.describeCluster().clusterId().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerStartException("Kafka: no answer on port " + port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Kafka: interrupted while it starts", e);
        }
    }

    @Override
    public synchronized void close() {
        container.stop();
        running = false;
    }
}
