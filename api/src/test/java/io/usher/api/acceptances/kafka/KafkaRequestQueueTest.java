package io.usher.api.acceptances.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.acceptances.asking.RequestQueue.Placement;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaRequestQueueTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST = 2;

    private final List<Broken> producers = new CopyOnWriteArrayList<>();
    private final KafkaRequestQueue queue = new KafkaRequestQueue(
            () -> {
                producers.add(new Broken());
                return producers.getLast();
            },
            new PendingIndex(100),
            MOST,
            Clock.systemUTC());

    /** Takes a record, and may throw for it all the same. */
    private static final class Broken extends MockProducer<byte[], byte[]> {

        private boolean throwsForWhatItTakes;

        private Broken() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Future<RecordMetadata> sent = super.send(record, callback);
            if (throwsForWhatItTakes) {
                throw new KafkaException("in a state of error");
            }
            return sent;
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            return List.of();
        }
    }

    @BeforeEach
    void start() {
        queue.start();
        await().atMost(SOON).until(queue::isOpen);
    }

    @AfterEach
    void stop() {
        queue.stop();
    }

    @Test
    void whatIsAcknowledgedIsPlaced() {
        CompletableFuture<@Nullable Placement> fate = ask();

        assertThat(producers.getFirst().completeNext()).isTrue();

        assertThat(fate).succeedsWithin(SOON).isInstanceOf(Placement.Placed.class);
        assertThat(queue.size()).isZero();
    }

    @Test
    void theUseOfAKeyIsReadFromTheRecordAsItWasSent() {
        KeyUse use = new KeyUse(new Digest(1, 2), new Digest(3, 4));
        for (KeyUse sent : List.of(use, use.takenAt(Instant.parse("2026-03-01T12:00:00.123Z")))) {
            CompletableFuture<@Nullable Placement> fate = ask(sent);
            assertThat(producers.getFirst().completeNext()).isTrue();

            assertThat(fate).succeedsWithin(SOON).isInstanceOf(Placement.Placed.class);
            assertThat(EventHeaders.keyUse(
                            producers.getFirst().history().getLast().headers()))
                    .contains(sent);
        }
    }

    @Test
    void noMoreAreTakenThanMayBeUnderWay() {
        CompletableFuture<@Nullable Placement> first = ask();
        CompletableFuture<@Nullable Placement> second = ask();

        assertThat(ask()).succeedsWithin(SOON).isInstanceOf(Placement.TooMany.class);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(queue.size()).isEqualTo(MOST);
    }

    @Test
    void whatIsTakenAndThrownForCountsOnce() {
        producers.getFirst().throwsForWhatItTakes = true;

        CompletableFuture<@Nullable Placement> fate = ask();
        assertThat(fate).succeedsWithin(SOON).isInstanceOf(Placement.Unconfirmed.class);
        assertThat(producers.getFirst().completeNext()).isTrue();

        assertThat(queue.size()).isZero();
    }

    @Test
    void aFailureThatPassesKeepsTheProducer() {
        CompletableFuture<@Nullable Placement> fate = ask();

        assertThat(producers.getFirst().errorNext(new TimeoutException("expired")))
                .isTrue();

        assertThat(fate).succeedsWithin(SOON).isInstanceOf(Placement.Unconfirmed.class);
        assertThat(queue.isOpen()).isTrue();
        assertThat(producers).hasSize(1);
    }

    @Test
    void afterAnyOtherFailureAFreshProducerTakesOver() {
        CompletableFuture<@Nullable Placement> fate = ask();

        assertThat(producers.getFirst().errorNext(new KafkaException("not authorized")))
                .isTrue();

        assertThat(fate).succeedsWithin(SOON).isInstanceOf(Placement.Unconfirmed.class);
        await().atMost(SOON).until(() -> producers.size() == 2 && queue.isOpen());
        assertThat(producers.getFirst().closed()).isTrue();
        CompletableFuture<@Nullable Placement> next = ask();
        assertThat(producers.getLast().completeNext()).isTrue();
        assertThat(next).succeedsWithin(SOON).isInstanceOf(Placement.Placed.class);
    }

    @Test
    void whileNoneIsOpenNothingIsPromised() {
        queue.stop();
        await().atMost(SOON).until(() -> !queue.isOpen());

        assertThat(ask()).succeedsWithin(SOON).isInstanceOf(Placement.Unconfirmed.class);
    }

    @Test
    void aProducerThatIsCreatedAfterTheStopIsClosed() {
        Semaphore asked = new Semaphore(0);
        Semaphore created = new Semaphore(0);
        Broken late = new Broken();
        KafkaRequestQueue stopped = new KafkaRequestQueue(
                () -> {
                    asked.release();
                    created.acquireUninterruptibly();
                    return late;
                },
                new PendingIndex(100),
                MOST,
                Clock.systemUTC());
        stopped.start();
        await().atMost(SOON).until(asked::tryAcquire);

        stopped.stop();
        created.release();

        await().atMost(SOON).until(late::closed);
    }

    private CompletableFuture<@Nullable Placement> ask() {
        return ask(null);
    }

    private CompletableFuture<@Nullable Placement> ask(@Nullable KeyUse use) {
        return queue.add(
                        new AcceptanceRequested(
                                new AcceptanceId(UUID.randomUUID()),
                                new InvitationId(UUID.randomUUID()),
                                new OrganizationId(UUID.randomUUID()),
                                "ada@example.org",
                                null,
                                null),
                        use)
                .toFuture();
    }
}
