package io.usher.resilience;

import static java.util.stream.Collectors.joining;

import io.usher.embedded.KafkaNode;
import io.usher.testing.BrokerProgram;
import io.usher.testing.OwnProcess;
import io.usher.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Three brokers, each as a process: three replicas of everything, of which two have to be in sync. */
final class KafkaCluster implements Brokers {

    private static final int NODES = 3;
    private static final Duration IN_SYNC_WITHIN = Duration.ofMinutes(8);
    private static final Duration CONTROLLER_KNOWN_WITHIN = Duration.ofMinutes(1);

    private final List<KafkaNode> nodes;
    private final List<List<String>> commands;
    private final List<OwnProcess> processes = new ArrayList<>();

    private KafkaCluster(List<KafkaNode> nodes, Path folder) {
        this.nodes = nodes;
        this.commands = nodes.stream().map(node -> command(folder, node)).toList();
    }

    private static List<String> command(Path folder, KafkaNode node) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(BrokerProgram.arguments(folder.resolve("broker-" + node.id()), node));
        return List.copyOf(command);
    }

    /** Returns when all three respond. */
    static KafkaCluster start(Path folder) {
        KafkaCluster cluster = new KafkaCluster(KafkaNode.cluster(NODES), folder);
        cluster.commands.forEach(command -> cluster.processes.add(OwnProcess.launch("broker", command, Map.of())));
        cluster.awaitInSync();
        return cluster;
    }

    int size() {
        return NODES;
    }

    /** The node, from 0, that leads the controllers. Asks until one is known. */
    int controller() {
        AtomicInteger leader = new AtomicInteger();
        boolean known = Waiting.until(CONTROLLER_KNOWN_WITHIN, () -> {
            try {
                leader.set(ask(bootstrapServers(), KafkaCluster::leaderOfControllers));
                return leader.get() > 0;
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
        if (!known) {
            throw new IllegalStateException("brokers: no controller known after " + CONTROLLER_KNOWN_WITHIN);
        }
        return leader.get() - 1;
    }

    private static int leaderOfControllers(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.describeMetadataQuorum()
                .quorumInfo()
                .get(10, TimeUnit.SECONDS)
                .leaderId();
    }

    void kill(int node) {
        processes.get(node).kill();
    }

    /** SIGTERM: the node hands over its partitions first. */
    void terminate(int node) {
        processes.get(node).terminate();
    }

    void relaunch(int node) {
        processes.set(node, OwnProcess.launch("broker", commands.get(node), Map.of()));
    }

    /** Returns when every partition has all its replicas in sync. */
    void awaitInSync() {
        if (!Waiting.until(IN_SYNC_WITHIN, this::isInSync)) {
            throw new IllegalStateException("brokers: not in sync after " + IN_SYNC_WITHIN);
        }
    }

    /** Asks each broker: one that has not noticed an outage yet still reports all replicas in sync. */
    private boolean isInSync() {
        try {
            return nodes.stream().allMatch(node -> ask(address(node), KafkaCluster::seesAllReplicas));
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private static boolean seesAllReplicas(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        int brokers = admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size();
        var names = admin.listTopics().names().get(10, TimeUnit.SECONDS);
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS);
        return brokers == NODES
                && topics.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.isr().size() == NODES);
    }

    private interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
    }

    private static <T> T ask(String bootstrapServers, Question<T> question) {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                5_000,
                "default.api.timeout.ms",
                10_000))) {
            return question.ask(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String bootstrapServers() {
        return nodes.stream().map(KafkaCluster::address).collect(joining(","));
    }

    private static String address(KafkaNode node) {
        return "localhost:" + node.port();
    }

    @Override
    public String bootstrapServersOfApis() {
        return bootstrapServers();
    }

    @Override
    public void recover() {
        for (int node = 0; node < NODES; node++) {
            if (!processes.get(node).isAlive()) {
                relaunch(node);
            }
        }
        awaitInSync();
    }

    @Override
    public void close() {
        processes.forEach(OwnProcess::kill);
    }
}
