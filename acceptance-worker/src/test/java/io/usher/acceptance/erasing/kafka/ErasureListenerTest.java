package io.usher.acceptance.erasing.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.EventPublisher;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
final class ErasureListenerTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.MEMBERS_REQUESTED.topicName(), 0);

    private final OrganizationId organization = new OrganizationId(randomUUID());
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private Mono<Boolean> erased = Mono.just(true);
    private final ErasureListener listener = new ErasureListener(
            (of, address, until) -> Mono.defer(() -> erased),
            new EventPublisher(() -> producer),
            Clock.systemUTC(),
            registry);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(PARTITION));
    }

    /** As for every event: an operator may have added partitions. */
    @Test
    void tombstonesNameTheirPartition() {
        erase();

        byte[] key = (organization + "/ada@x.org").getBytes(UTF_8);
        assertThat(producer.history())
                .singleElement()
                .extracting(ProducerRecord::partition, ProducerRecord::value)
                .containsExactly(Topic.partitionOf(key), null);
    }

    @Test
    void whoeverIsAMemberAgainGetsNoTombstone() {
        erased = Mono.just(false);

        erase();

        assertThat(producer.history()).isEmpty();
    }

    @Test
    void anErasureThatFailsIsCountedUntilItWorks() {
        erased = Mono.error(() -> new IllegalStateException("database: away"));
        assertThatThrownBy(this::erase).isInstanceOf(IllegalStateException.class);
        assertThat(standing()).isOne();
        erased = Mono.just(true);

        erase();

        assertThat(standing()).isZero();
    }

    @Test
    void anErasureThatFailsIsNotCountedOnceAnotherWorkerHasThePartition() {
        erased = Mono.error(() -> new IllegalStateException("database: away"));
        assertThatThrownBy(this::erase).isInstanceOf(IllegalStateException.class);

        listener.rebalances().onPartitionsRevokedBeforeCommit(consumer, List.of(PARTITION));
        assertThat(standing()).isZero();

        consumer.unsubscribe();
        assertThatThrownBy(this::erase).as("retries outlive a rebalance").isInstanceOf(IllegalStateException.class);
        assertThat(standing()).isZero();
    }

    @Test
    void anErasureThatFailsIsNotCountedOnceThePartitionIsLost() {
        erased = Mono.error(() -> new IllegalStateException("database: away"));
        assertThatThrownBy(this::erase).isInstanceOf(IllegalStateException.class);

        listener.rebalances().onPartitionsLost(consumer, List.of(PARTITION));

        assertThat(standing()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, no member now", "false, still a member by a later request"})
    void whatCameOfAnErasureIsLogged(boolean gone, String logged, CapturedOutput output) {
        erased = Mono.just(gone);

        erase();

        assertThat(output.getOut()).contains("erased: one person, " + logged + ", command ");
    }

    private void erase() {
        listener.erase(List.of(request()), consumer);
    }

    private double standing() {
        return registry.get("usher.worker.standing.erasures").gauge().value();
    }

    private ConsumerRecord<byte[], byte[]> request() {
        MemberErasureRequested request =
                new MemberErasureRequested(new CommandId(randomUUID()), organization, "ada@x.org", Instant.EPOCH);
        ProducerRecord<byte[], byte[]> sent =
                EventCodec.encode(new EventMessage(request.command().toString(), Source.API, request.at(), request));
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                new RecordHeaders(sent.headers()),
                Optional.empty());
    }
}
