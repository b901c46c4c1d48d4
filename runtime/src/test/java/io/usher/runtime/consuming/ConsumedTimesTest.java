package io.usher.runtime.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class ConsumedTimesTest {

    private static final TopicPartition ONE = new TopicPartition("facts", 0);
    private static final TopicPartition OTHER = new TopicPartition("facts", 1);
    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private final ConsumedTimes times = new ConsumedTimes(NOON.minusSeconds(5));

    @Test
    void thePartitionThatIsFurthestBehindDecides() {
        assertThat(times.update(
                        Map.of(ONE, 3L, OTHER, 8L),
                        new ConsumerRecords<>(
                                Map.of(
                                        ONE, List.of(record(ONE, NOON.minusSeconds(1))),
                                        OTHER, List.of(record(OTHER, NOON.minusSeconds(600)))),
                                Map.of()),
                        NOON))
                .isEqualTo(NOON.minusSeconds(600));

        assertThat(times.update(
                        Map.of(ONE, 2L, OTHER, 8L),
                        new ConsumerRecords<>(Map.of(ONE, List.of(record(ONE, NOON))), Map.of()),
                        NOON.plusSeconds(1)))
                .as("nothing more of the other one was consumed")
                .isEqualTo(NOON.minusSeconds(600));
    }

    @Test
    void whatIsConsumedCompletelyOrBelongsToAnotherInstanceHoldsNothingBack() {
        ConsumerRecords<byte[], byte[]> old =
                new ConsumerRecords<>(Map.of(OTHER, List.of(record(OTHER, NOON.minus(Duration.ofDays(1))))), Map.of());

        assertThat(times.update(Map.of(ONE, 0L, OTHER, 1L), old, NOON)).isEqualTo(NOON.minus(Duration.ofDays(1)));
        assertThat(times.update(Map.of(ONE, 0L), ConsumerRecords.empty(), NOON)).isEqualTo(NOON);
        assertThat(times.update(Map.of(ONE, 0L, OTHER, 0L), old, NOON)).isEqualTo(NOON);
        assertThat(times.update(Map.of(), ConsumerRecords.empty(), NOON.plusSeconds(9)))
                .isEqualTo(NOON.plusSeconds(9));
    }

    @Test
    void aPartitionWithLagOfWhichNothingWasReadIsAsOldAsTheLastLook() {
        assertThat(times.update(Map.of(ONE, 1L), ConsumerRecords.empty(), NOON)).isEqualTo(NOON.minusSeconds(5));
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, Instant at) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                0,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
