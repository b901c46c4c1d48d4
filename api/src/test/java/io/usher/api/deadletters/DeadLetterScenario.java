package io.usher.api.deadletters;

import static io.usher.api.Answers.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The API, and programs that set records aside. */
@ResourceLock(value = "dead letters", mode = ResourceAccessMode.READ)
abstract class DeadLetterScenario {

    static final String PATH = "/api/v1/ops/dead-letters";
    static final Duration SOON = Patience.LATER;

    /** A topic whose records nobody reads in these tests. */
    static final Topic TOPIC = Topic.INVITEES;

    private static final int PLACES = 1_000_000_000;

    final RunningApi api = RunningApi.shared();
    final WebTestClient operator = api.platform();
    final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    /** Of this test's records alone. */
    final String mark = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        producer.close();
    }

    ConsumerRecord<byte[], byte[]> unreadable(String payload) {
        return unreadable(payload.getBytes(UTF_8));
    }

    /** Of the topic, somewhere. */
    ConsumerRecord<byte[], byte[]> unreadable(byte[] payload) {
        long offset = Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), PLACES);
        byte[] key = ("key-" + mark).getBytes(UTF_8);
        ConsumerRecord<byte[], byte[]> consumed = new ConsumerRecord<>(
                TOPIC.topicName(),
                5,
                offset,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                key.length,
                payload.length,
                key,
                payload,
                new RecordHeaders(),
                Optional.empty());
        consumed.headers().add("ce_type", "io.usher.invitee.teleported.v1".getBytes(UTF_8));
        consumed.headers().add("trace", new byte[] {(byte) 0xff, 0});
        consumed.headers().add("trace", "second".getBytes(UTF_8));
        return consumed;
    }

    /** As the programs do it. */
    void setAside(ConsumerRecord<byte[], byte[]> consumed) {
        send(DeadLetter.of(consumed, "unknown event type " + mark, Source.NOTIFIER_WORKER, Instant.now())
                .getFirst());
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var unused = producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sets one aside and answers it as it is listed. */
    JsonNode waiting(String payload) {
        setAside(unreadable(payload));
        return awaitListed(1).getFirst();
    }

    @CanIgnoreReturnValue
    List<JsonNode> awaitListed(int letters) {
        await().atMost(SOON).untilAsserted(() -> assertThat(listed("")).hasSize(letters));
        return listed("");
    }

    /** The dead letters of this test. */
    List<JsonNode> listed(String query) {
        Answers page = get(operator, PATH + "?limit=200&q=" + mark + query);
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json().path("items").valueStream().toList();
    }

    JsonNode shown(JsonNode letter) {
        Answers shown = get(operator, path(letter));
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        return shown.json();
    }

    static String path(JsonNode letter) {
        return PATH + "/" + letter.path("id").asString();
    }

    /** The records of the topic with this test's key. */
    List<ConsumerRecord<byte[], byte[]>> published() {
        return TopicReader.all(TestServers.kafka().bootstrapServers(), TOPIC.topicName()).stream()
                .filter(record -> record.key() != null && new String(record.key(), UTF_8).contains(mark))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> awaitPublished(int records) {
        await().atMost(SOON).untilAsserted(() -> assertThat(published()).hasSizeGreaterThanOrEqualTo(records));
        return published();
    }
}
