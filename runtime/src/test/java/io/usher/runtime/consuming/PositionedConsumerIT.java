package io.usher.runtime.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.testing.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PositionedConsumerIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final String servers = TestServers.kafka().bootstrapServers();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());
    private final String topic = "facts-" + randomUUID();
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private final StoredRecords store = new StoredRecords();
    private final List<PositionedConsumer> started = new ArrayList<>();
    private volatile Duration ahead = Duration.ZERO;
    private final Clock clock = ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC);

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }

    @AfterEach
    void close() {
        started.forEach(PositionedConsumer::stop);
        producer.close();
        admin.close();
    }

    @Test
    void recordsAreStoredOnceAcrossStops() throws Exception {
        publish(0, 10);
        PositionedConsumer first = start();
        awaitStored(0, 10);
        first.stop();

        publish(10, 20);
        PositionedConsumer second = start();

        awaitStored(0, 20);
        await().atMost(SOON).untilAsserted(() -> assertThat(second.lag()).isZero());
        assertThat(second.age()).isLessThan(SOON);
    }

    @Test
    void aStoreThatFailsIsTriedAgainAndNothingIsSkipped() throws Exception {
        store.failNext(3);
        publish(0, 10);

        PositionedConsumer consumer = start();

        awaitStored(0, 10);
        assertThat(consumer.isRunning()).isTrue();
    }

    @Test
    void whoLostAPartitionStoresNothingAndGoesOnWhereTheOtherInstanceStopped() throws Exception {
        store.beforeNextStore(() -> store.move(partition, 6));
        publish(0, 10);

        start();

        awaitStored(6, 10);
        publish(10, 12);
        awaitStored(6, 12);
    }

    @Test
    void aTopicThatIsCreatedAnewIsConsumedFromItsBeginning() throws Exception {
        publish(0, 10);
        start();
        awaitStored(0, 10);

        admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(topic));
        // Within a second it might go unnoticed.
        ahead = Duration.ofSeconds(2);
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        publish(10, 15);

        awaitStored(0, 15);
    }

    @Test
    void recordsThatLeftTheLogArePassedOver() throws Exception {
        publish(0, 4);
        PositionedConsumer first = start();
        awaitStored(0, 4);
        first.stop();
        publish(4, 10);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(8)))
                .all()
                .get();

        start();

        await().atMost(SOON).until(() -> store.values().size() == 6);
        assertThat(store.values()).containsExactly("0", "1", "2", "3", "8", "9");
    }

    @CanIgnoreReturnValue
    private PositionedConsumer start() {
        PositionedConsumer consumer = new PositionedConsumer(
                "test",
                () -> new KafkaConsumer<>(
                        // The shortest that brokers allow: the next consumer waits for the end of one that did not
                        // leave.
                        Map.of(
                                "bootstrap.servers",
                                servers,
                                "group.id",
                                topic,
                                "auto.offset.reset",
                                "none",
                                "session.timeout.ms",
                                6_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                Set.of(topic),
                admin,
                store,
                Duration.ofMillis(10),
                clock);
        started.add(consumer);
        consumer.start();
        return consumer;
    }

    private void publish(int from, int to) throws ExecutionException, InterruptedException {
        for (int i = from; i < to; i++) {
            var unused = producer.send(new ProducerRecord<>(
                            topic, 0, null, Integer.toString(i).getBytes(UTF_8)))
                    .get();
        }
    }

    private void awaitStored(int from, int to) {
        List<String> expected =
                IntStream.range(from, to).mapToObj(Integer::toString).toList();
        await().atMost(SOON).untilAsserted(() -> assertThat(store.values()).isEqualTo(expected));
    }
}
