package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Erasures that fail stall their partition, and one worker reports it. */
final class StalledPartitionsIT extends DecidingScenario {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.MEMBERS_REQUESTED.topicName(), 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private ConfigurableApplicationContext worker;
    private CommandListener listener;
    private CommandRebalances rebalances;
    private List<ConsumerRecord<byte[], byte[]>> erasure;

    @BeforeEach
    void failOnce() {
        worker = usher.startWorker("spring.kafka.listener.auto-startup=false");
        listener = worker.getBean(CommandListener.class);
        rebalances = new CommandRebalances(worker.getBean(PartitionPositions.class));
        consumer.assign(List.of(PARTITION));
        erasure = List.of(FetchedRecords.of(
                0,
                0,
                0,
                new MemberErasureRequested(
                        new CommandId(randomUUID()), usher.organization, "ada@x.org", FetchedRecords.APPENDED_AT)));
        usher.sql
                .sql("revoke update on onboarding.acceptance from usher_acceptance_worker")
                .update();
        assertThatThrownBy(() -> decide(listener, erasure, consumer)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void anErasureThatFailsIsCountedUntilItWorks() {
        assertThat(standing()).isOne();
        assertThat(usher.count("onboarding.position where next_offset = 0")).isOne();
        usher.sql
                .sql("grant update on onboarding.acceptance to usher_acceptance_worker")
                .update();

        decide(listener, erasure, consumer);

        assertThat(standing()).isZero();
        assertThat(usher.count("onboarding.position where next_offset = 1")).isOne();
    }

    @Test
    void anErasureThatFailsIsNotCountedOnceAnotherWorkerHasThePartition() {
        rebalances.onPartitionsRevokedBeforeCommit(consumer, List.of(PARTITION));
        assertThat(standing()).isZero();

        consumer.unsubscribe();
        decide(listener, erasure, consumer);
        assertThat(standing()).as("retries outlive a rebalance").isZero();
    }

    @Test
    void anErasureThatFailsIsNotCountedOnceThePartitionIsLost() {
        rebalances.onPartitionsLost(consumer, List.of(PARTITION));

        assertThat(standing()).isZero();
    }

    private double standing() {
        return worker.getBean(MeterRegistry.class)
                .get("usher.worker.standing.partitions")
                .gauge()
                .value();
    }
}
