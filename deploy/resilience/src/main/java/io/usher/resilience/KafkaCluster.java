package io.usher.resilience;

import static java.util.stream.Collectors.joining;

import io.usher.embedded.KafkaNode;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Three brokers, each a process of its own: three copies of everything, of which two have to be there. */
final class KafkaCluster implements Brokers {

    private static final int NODES = 3;
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(3);

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

    /** Returns when all three answer. */
    static KafkaCluster start(Path folder) {
        KafkaCluster cluster = new KafkaCluster(KafkaNode.cluster(NODES), folder);
        cluster.commands.forEach(command -> cluster.processes.add(OwnProcess.launch("broker", command, Map.of())));
        cluster.awaitWhole();
        return cluster;
    }

    int size() {
        return NODES;
    }

    /** The node, from 0, whose controller leads. */
    int controller() {
        return answer(
                        bootstrapServers(),
                        admin -> admin.describeMetadataQuorum()
                                .quorumInfo()
                                .get(10, TimeUnit.SECONDS)
                                .leaderId())
                - 1;
    }

    void kill(int node) {
        processes.get(node).kill();
    }

    /** SIGTERM: the node hands its partitions over first. */
    void terminate(int node) {
        processes.get(node).terminate();
    }

    void relaunch(int node) {
        processes.set(node, OwnProcess.launch("broker", commands.get(node), Map.of()));
    }

    /** Returns when every partition has all its copies. */
    void awaitWhole() {
        if (!Waiting.until(WHOLE_WITHIN, this::isWhole)) {
            throw new IllegalStateException("the brokers are not in step after " + WHOLE_WITHIN);
        }
    }

    /** Each is asked: one that has not noticed yet who is away still takes everything for whole. */
    private boolean isWhole() {
        try {
            return nodes.stream().allMatch(node -> answer(address(node), KafkaCluster::seesAllCopies));
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private static boolean seesAllCopies(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        int there = admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size();
        var names = admin.listTopics().names().get(10, TimeUnit.SECONDS);
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS);
        return there == NODES
                && topics.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.isr().size() == NODES);
    }

    private interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
    }

    private static <T> T answer(String bootstrapServers, Question<T> question) {
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
        awaitWhole();
    }

    @Override
    public void close() {
        processes.forEach(OwnProcess::kill);
    }
}
