package io.usher.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.Disposable;

final class EventPublisherTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** Its records are acknowledged or refused one by one. */
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {

                /** After each record, as a template does: a factory gives it producers that stay open. */
                @Override
                public void close(Duration within) {}
            };

    private final EventPublisher publisher = new EventPublisher(new KafkaTemplate<>(() -> producer));

    @Test
    void completesWhenTheBrokersHaveAllRecords() {
        CompletableFuture<@Nullable Void> published = publish(0, "a", "b");
        awaitSent("a", "b");

        producer.completeNext();
        assertThat(published).isNotDone();
        producer.completeNext();

        assertThat(published).succeedsWithin(SOON);
    }

    @Test
    void failsIfOneRecordIsRefused() {
        CompletableFuture<@Nullable Void> published = publish(0, "a", "b");
        awaitSent("a", "b");

        producer.errorNext(new IllegalStateException("refused"));
        producer.completeNext();

        assertThat(published).failsWithin(SOON);
    }

    @Test
    void whatSomebodyLeftBehindIsSentBeforeItsPartitionGetsMore() {
        Disposable waiting = publisher.publish(() -> records(0, "a", "b")).subscribe();
        awaitSent("a", "b");
        waiting.dispose();

        CompletableFuture<@Nullable Void> again = publish(0, "a", "b", "c");
        CompletableFuture<@Nullable Void> elsewhere = publish(1, "x");
        awaitSent("a", "b", "x");
        producer.completeNext();
        assertSent("a", "b", "x");

        producer.completeNext();
        awaitSent("a", "b", "x", "a", "b", "c");
        while (producer.completeNext()) {
            // All that was sent.
        }
        assertThat(CompletableFuture.allOf(again, elsewhere)).succeedsWithin(SOON);
    }

    @Test
    void whatWasLeftBehindAndRefusedHoldsUpNobody() {
        Disposable waiting = publisher.publish(() -> records(0, "a")).subscribe();
        awaitSent("a");
        waiting.dispose();
        CompletableFuture<@Nullable Void> next = publish(0, "b");

        producer.errorNext(new IllegalStateException("refused"));

        awaitSent("a", "b");
        producer.completeNext();
        assertThat(next).succeedsWithin(SOON);
    }

    @Test
    void theProducerNeverGivesUp() {
        DefaultKafkaProducerFactory<byte[], byte[]> factory =
                new DefaultKafkaProducerFactory<>(Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000));

        new PublishingConfiguration().neverGivingUp().customize(factory);

        assertThat(factory.getConfigurationProperties())
                .containsEntry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE)
                .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    }

    private CompletableFuture<@Nullable Void> publish(int partition, String... values) {
        return publisher.publish(() -> records(partition, values)).toFuture();
    }

    private static Stream<ProducerRecord<byte[], byte[]>> records(int partition, String... values) {
        return Stream.of(values).map(value -> new ProducerRecord<>("topic", partition, null, value.getBytes(UTF_8)));
    }

    private void awaitSent(String... values) {
        await().untilAsserted(() -> assertSent(values));
    }

    private void assertSent(String... values) {
        assertThat(sent()).containsExactly(values);
    }

    private List<String> sent() {
        return producer.history().stream()
                .map(one -> new String(one.value(), UTF_8))
                .toList();
    }
}
