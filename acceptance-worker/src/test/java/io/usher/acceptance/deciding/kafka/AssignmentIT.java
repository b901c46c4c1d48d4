package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Partitions that are assigned while the database does not respond. */
final class AssignmentIT extends HandedOverScenario {

    private static final TopicPartition BUSY = FetchedRecords.partition(0);
    private static final TopicPartition QUIET = FetchedRecords.partition(1);
    private static final TopicPartition ALSO_QUIET = FetchedRecords.partition(2);

    /** The group's offset of a quiet partition may be behind commands that were fetched and never decided. */
    @Test
    void quietPartitionsAreFetchedFromTheirPositionsOnceTheDatabaseResponds() {
        List<TopicPartition> partitions = List.of(QUIET, ALSO_QUIET, BUSY);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 10));
        usher.sql.sql("alter table onboarding.position rename to away").update();
        worker.getBean(PartitionPositions.class).resume(consumer, partitions);
        usher.sql.sql("alter table onboarding.away rename to position").update();

        decide(listener, FetchedRecords.of(0, people(usher.invitation(null), 1)), consumer);

        assertThat(consumer.position(QUIET)).isZero();
        assertThat(consumer.position(ALSO_QUIET)).isZero();
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(1);
        assertThat(worker.getBean(MeterRegistry.class)
                        .get("usher.worker.standing.partitions")
                        .gauge()
                        .value())
                .isZero();
    }
}
