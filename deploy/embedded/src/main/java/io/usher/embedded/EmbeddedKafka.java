package io.usher.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.KafkaNode.Detour;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * Apache Kafka's own broker and controller in this JVM, on this machine's loopback address. Has no shutdown
 * hook: the caller closes it. The next start recovers the data that a killed JVM has left.
 */
public final class EmbeddedKafka implements KafkaServer {

    private static final String WHO = "Kafka";
    private static final String CONTROLLER = "CONTROLLER";

    private final LockedFolder folder;
    private final KafkaNode node;

    @GuardedBy("this") private @Nullable KafkaRaftServer broker;

    private EmbeddedKafka(LockedFolder folder, KafkaNode node) {
        this.folder = folder;
        this.node = node;
    }

    /**
     * Starts a broker with the topics in the folder; an empty or missing folder becomes a new cluster.
     *
     * @param port 0 takes any free port
     * @throws ServerStartException if the port or the folder is in use
     */
    public static EmbeddedKafka start(Path dataFolder, int port) {
        return start(dataFolder, KafkaNode.alone(Ports.claim(WHO, port)));
    }

    /**
     * Starts one node of a cluster with the topics in the folder; an empty or missing folder becomes a new node.
     *
     * @throws ServerStartException if a port or the folder is in use
     */
    public static EmbeddedKafka start(Path dataFolder, KafkaNode node) {
        LockedFolder folder = LockedFolder.lock(WHO, dataFolder);
        try {
            EmbeddedKafka server = new EmbeddedKafka(folder, node);
            server.formatWhereAbsent();
            server.start();
            return server;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private void formatWhereAbsent() {
        Path logs = logs();
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(logs);
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(node.id())
                    .setClusterId(node.clusterId())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .run();
        } catch (Exception e) {
            throw new ServerStartException(
                    "%s: %s cannot be made ready: %s".formatted(WHO, folder.path(), e.getMessage()), e);
        }
    }

    @Override
    public synchronized void start() {
        if (broker != null) {
            return;
        }
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(settings(), false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException e) {
            starting.shutdown();
            throw new ServerStartException(
                    "%s: not started on port %d: %s".formatted(WHO, node.port(), e.getMessage()), e);
        }
        broker = starting;
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node.id()));
        settings.put("log.dirs", logs().toString());
        String advertised = "PLAINTEXT://localhost:%d".formatted(node.port());
        String listeners = "%s,%s://localhost:%d".formatted(advertised, CONTROLLER, node.controllerPort());
        Detour detour = node.detour();
        if (detour != null) {
            listeners += ",DETOUR://localhost:%d".formatted(detour.port());
            advertised += ",DETOUR://localhost:%d".formatted(detour.advertised());
        }
        settings.put("listeners", listeners);
        settings.put("advertised.listeners", advertised);
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,DETOUR:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER));
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", CONTROLLER);
        // The voters' addresses are not stored with the data: the controllers' ports may change at each start.
        settings.put("controller.quorum.voters", node.voters());
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "1");
        // For this long the controller considers the broker of a killed JVM alive, and refuses the new one.
        settings.put("broker.session.timeout.ms", wasKilled() ? "3000" : "9000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // Time for the other nodes to start.
        settings.put("initial.broker.registration.timeout.ms", "300000");
        replicas(settings, node.replicas());
        smallAndQuick(settings);
        return settings;
    }

    /** Kafka creates the file when it stops and deletes it when it starts. */
    private boolean wasKilled() {
        return Files.exists(logs().resolve("__cluster_metadata-0"))
                && !Files.exists(logs().resolve(".kafka_cleanshutdown"));
    }

    /** Three replicas, two of them in sync: one may be lost. */
    private static void replicas(Properties settings, int copies) {
        String all = Integer.toString(copies);
        String most = Integer.toString(copies / 2 + 1);
        settings.put("default.replication.factor", all);
        settings.put("min.insync.replicas", most);
        settings.put("offsets.topic.replication.factor", all);
        settings.put("offsets.topic.num.partitions", "10");
        settings.put("transaction.state.log.replication.factor", all);
        settings.put("transaction.state.log.min.isr", most);
        settings.put("transaction.state.log.num.partitions", "5");
        settings.put("share.coordinator.state.topic.replication.factor", all);
        settings.put("share.coordinator.state.topic.min.isr", most);
        settings.put("share.coordinator.state.topic.num.partitions", "5");
    }

    private static void smallAndQuick(Properties settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
        settings.put("metric.reporters", "");
    }

    private Path logs() {
        return folder.resolve("logs");
    }

    @Override
    public synchronized void stop() {
        if (broker == null) {
            return;
        }
        broker.shutdown();
        broker.awaitShutdown();
        broker = null;
    }

    @Override
    public String bootstrapServers() {
        return "localhost:" + node.port();
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public synchronized void close() {
        stop();
        folder.close();
    }
}
