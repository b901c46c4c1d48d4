package io.usher.resilience;

import static org.apache.kafka.clients.admin.ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD;

import io.usher.contract.kafka.Topic;
import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The faults of a cluster of three brokers, small: {@code deploy/faults} plays the same at full size. */
@Execution(CONCURRENT)
class ClusterFaultIT {

    private static final int REQUESTS = 600;
    private static final long SEED = Long.getLong("usher.seed", System.nanoTime());

    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "cluster-");
        installation = Installation.start(
                folder, KafkaCluster.start(folder.resolve("kafka")), 1, 1, ProgramProcess.FAST_COMPILER);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @Execution(SAME_THREAD)
    @EnumSource(
            value = FaultRow.class,
            names = {"RESTARTED_BROKER", "TOO_FEW_BROKERS"})
    void nothingIsLostOrDuplicated(FaultRow row) {
        FaultResult result =
                FaultRun.play(List.of(row), installation, SEED, REQUESTS, FaultRow::fewStrikes, System.out);

        assertThat(result.violations()).as("%s", result).isEmpty();
        assertThat(result.decisions()).as("%s", result).isPositive();
    }

    @Test
    @Execution(SAME_THREAD)
    void topicsAreCreatedWithThreeReplicasOfWhichTwoHaveToBeInSync() throws Exception {
        List<String> names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", installation.brokers().bootstrapServers()))) {
            assertThat(admin.describeTopics(names)
                            .allTopicNames()
                            .get(1, TimeUnit.MINUTES)
                            .values())
                    .hasSameSizeAs(names)
                    .allSatisfy(topic -> assertThat(topic.partitions())
                            .allSatisfy(partition ->
                                    assertThat(partition.replicas()).hasSize(3)));

            List<ConfigResource> resources = names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            assertThat(admin.describeConfigs(resources)
                            .all()
                            .get(1, TimeUnit.MINUTES)
                            .values())
                    .allSatisfy(settings -> {
                        ConfigEntry inSync = settings.get(MIN_IN_SYNC_REPLICAS_CONFIG);
                        assertThat(inSync.value()).isEqualTo("2");
                        // The brokers' default would be the same.
                        assertThat(inSync.source()).isEqualTo(DYNAMIC_TOPIC_CONFIG);
                    });
        }
    }
}
