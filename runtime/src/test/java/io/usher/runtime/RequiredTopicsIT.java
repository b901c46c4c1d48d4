package io.usher.runtime;

import static java.util.Objects.requireNonNull;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.Ports;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

final class RequiredTopicsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()));
    private final String queue = "queue-" + randomUUID();
    private final NewTopic wanted = new NewTopic(queue, Optional.of(3), Optional.empty())
            .configs(Map.of("message.timestamp.type", "LogAppendTime"));

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void missingTopicsAreCreatedAsWanted() throws Exception {
        RequiredTopics topics = started();

        assertThat(partitions()).isEqualTo(3);
        assertThat(topics.wrong()).isEmpty();
        topics.stop();
        started().stop();
    }

    @Test
    void anExistingTopicIsRefusedAndNotChanged() throws Exception {
        admin.createTopics(List.of(new NewTopic(queue, 2, (short) 1))).all().get();

        assertThatThrownBy(this::started)
                .isInstanceOf(WrongTopicsException.class)
                .hasMessageContaining(queue + ": 2 partitions (expected 3)")
                .hasMessageContaining(queue + ": message.timestamp.type=CreateTime (expected LogAppendTime)");

        assertThat(partitions()).isEqualTo(2);
    }

    @Test
    void partitionsThatAreAddedLaterAreReported() throws Exception {
        RequiredTopics topics = started();

        admin.createPartitions(Map.of(queue, NewPartitions.increaseTo(4))).all().get();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(topics.wrong()).containsExactly(queue + ": 4 partitions (expected 3)"));
        topics.stop();
    }

    @Test
    void theStartWaitsForABrokerThatIsAway() throws IOException {
        Path folder = Files.createTempDirectory("broker-");
        int port = Ports.free();
        try (Admin early = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
            RequiredTopics topics = new RequiredTopics(new BrokerTopics(early, List.of(wanted)), SOON);

            CompletableFuture<Void> start = CompletableFuture.runAsync(topics::start);
            try (EmbeddedKafka late = EmbeddedKafka.start(folder, port)) {
                assertThat(late.port()).isEqualTo(port);
                assertThat(start).succeedsWithin(SOON);
                assertThat(topics.isRunning()).isTrue();
            }
            topics.stop();
        }
    }

    /** As with containers, whose names are known only once they run. */
    @Test
    void aBrokerWhoseNameIsUnknownIsWaitedForUntilTheProgramIsToldToStop() {
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
            waiting.complete(Thread.currentThread());
            new ApplicationContextRunner()
                    .withUserConfiguration(BrokerConfiguration.class, KafkaSettings.class)
                    .withPropertyValues("spring.kafka.bootstrap-servers=nobody.invalid:9092")
                    .run(context -> {
                        throw new IllegalStateException("stopped", context.getStartupFailure());
                    });
        });

        await().atMost(SOON).until(() -> start.isDone() || waiting.join().getState() == Thread.State.WAITING);
        waiting.join().interrupt();

        assertThat(start)
                .failsWithin(SOON.toSeconds(), TimeUnit.SECONDS)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(InterruptedException.class);
    }

    @EnableConfigurationProperties(KafkaProperties.class)
    static class KafkaSettings {}

    private RequiredTopics started() {
        RequiredTopics topics = new RequiredTopics(new BrokerTopics(admin, List.of(wanted)), Duration.ofMillis(200));
        topics.start();
        return topics;
    }

    private int partitions() throws ExecutionException, InterruptedException {
        return requireNonNull(admin.describeTopics(List.of(queue))
                        .allTopicNames()
                        .get()
                        .get(queue))
                .partitions()
                .size();
    }
}
