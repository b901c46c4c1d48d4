package io.usher.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ProducerFactory;

final class EventPublisherTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TimeoutException EXPIRED = new TimeoutException("expired");

    private final Producers producers = new Producers();
    private final EventPublisher publisher = new EventPublisher(producers);

    @Test
    void completesWhenTheBrokersHaveAllRecords() {
        CompletableFuture<@Nullable Void> published = publish("a", "b");
        awaitSent("a", "b");

        producers.current().completeNext();
        assertThat(published).isNotDone();
        producers.current().completeNext();

        assertThat(published).succeedsWithin(SOON);
        assertThat(producers.made).hasSize(1);
    }

    @Test
    void theFirstRecordThatFailsEndsTheProducerBeforeItSendsMore() {
        CompletableFuture<@Nullable Void> published = publish("a", "b", "c");
        CompletableFuture<@Nullable Void> another = publish("x");
        await().until(() -> producers.sent().size() == 4);

        producers.current().completeNext();
        producers.current().errorNext(EXPIRED);

        assertThat(producers.current().closed()).isTrue();
        assertThat(Stream.of(published, another).filter(CompletableFuture::isCompletedExceptionally))
                .as("what the producer still held fails with it, for the same reason")
                .isNotEmpty()
                .allSatisfy(failed -> assertThat(failed.exceptionNow()).isSameAs(EXPIRED));
    }

    @Test
    void whatComesAgainComesThroughAFreshProducer() {
        CompletableFuture<@Nullable Void> failed = publish("a", "b");
        awaitSent("a", "b");
        producers.current().errorNext(EXPIRED);
        assertThat(failed).failsWithin(SOON);

        CompletableFuture<@Nullable Void> again = publish("a", "b");
        await().until(() -> producers.made.size() == 2);
        awaitSent("a", "b");
        producers.current().completeNext();
        producers.current().completeNext();

        assertThat(again).succeedsWithin(SOON);
    }

    @Test
    void nothingFollowsARecordThatTheProducerDoesNotTake() {
        producers.refused = "b";

        CompletableFuture<@Nullable Void> published = publish("a", "b", "c");
        awaitSent("a");
        producers.current().completeNext();

        assertThat(published)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("no metadata for b");
        assertThat(producers.current().history()).hasSize(1);
        assertThat(producers.current().closed())
                .as("nothing of the order is lost")
                .isFalse();
    }

    @Test
    void nothingIsAskedOfAProducerForNothing() {
        assertThat(publish()).succeedsWithin(SOON);

        assertThat(producers.made).isEmpty();
    }

    private CompletableFuture<@Nullable Void> publish(String... values) {
        return publisher
                .publish(() ->
                        Stream.of(values).map(value -> new ProducerRecord<>("topic", 0, null, value.getBytes(UTF_8))))
                .toFuture();
    }

    private void awaitSent(String... values) {
        await().untilAsserted(() -> assertThat(producers.sent()).containsExactly(values));
    }

    /** Producers whose records are acknowledged or refused one by one; once closed, they fail all others. */
    private static final class Producers implements ProducerFactory<byte[], byte[]> {

        private final List<MockProducer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
        private boolean reset = true;
        private String refused = "";

        MockProducer<byte[], byte[]> current() {
            return made.getLast();
        }

        /** By the newest, if there is one yet. */
        List<String> sent() {
            return made.isEmpty()
                    ? List.of()
                    : current().history().stream()
                            .map(record -> new String(record.value(), UTF_8))
                            .toList();
        }

        @Override
        public synchronized Producer<byte[], byte[]> createProducer() {
            if (reset) {
                made.add(new Refusing());
                reset = false;
            }
            return current();
        }

        @Override
        public synchronized void reset() {
            current().close();
            reset = true;
        }

        private final class Refusing extends MockProducer<byte[], byte[]> {

            private Refusing() {
                super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
            }

            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
                if (!refused.equals(new String(record.value(), UTF_8))) {
                    return super.send(record, callback);
                }
                // As the real one does: it tells the callback, and returns.
                TimeoutException failure = new TimeoutException("no metadata for " + refused);
                callback.onCompletion(null, failure);
                return CompletableFuture.failedFuture(failure);
            }

            @Override
            public void close(Duration within) {
                super.close(within);
                while (errorNext(new KafkaException("closed forcefully"))) {
                    // All that it held.
                }
            }
        }
    }
}
