package io.usher.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class StoredDeadLetterTest {

    private static final String TOPIC = "onboarding.acceptances.requested";
    private static final long MADE = Instant.parse("2030-01-01T12:00:00Z").toEpochMilli();

    @Test
    void aRecordThatIsSetAsideTwiceIsTheSameDeadLetterAlsoWithoutATimeOfItsOwn() {
        for (long time : new long[] {MADE, ConsumerRecord.NO_TIMESTAMP}) {
            ConsumerRecord<byte[], byte[]> record = record(7, "poison", time);

            assertThat(id(setAside(record, 20, MADE + 5)))
                    .as("with time %d", time)
                    .isEqualTo(id(setAside(record, 21, MADE + 9_000)));
        }
    }

    /** The topic was made anew: other records are at the same places. */
    @Test
    void otherRecordsAreOtherDeadLetters() {
        UUID one = id(setAside(record(7, "poison", ConsumerRecord.NO_TIMESTAMP), 20, MADE));

        assertThat(id(setAside(record(7, "venom", ConsumerRecord.NO_TIMESTAMP), 20, MADE)))
                .isNotEqualTo(one);
        assertThat(id(setAside(record(8, "poison", ConsumerRecord.NO_TIMESTAMP), 20, MADE)))
                .isNotEqualTo(one);
        assertThat(id(setAside(record(7, "poison", MADE), 20, MADE))).isNotEqualTo(one);
    }

    private static UUID id(ConsumerRecord<byte[], byte[]> letter) {
        return StoredDeadLetter.from(letter).about().id();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String value, long time) {
        return at(TOPIC, offset, time, new ProducerRecord<>(TOPIC, "key".getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static ConsumerRecord<byte[], byte[]> setAside(
            ConsumerRecord<byte[], byte[]> consumed, long offset, long time) {
        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(
                        consumed, "unreadable", Source.ACCEPTANCE_WORKER, Instant.ofEpochMilli(time))
                .getFirst();
        return at(letter.topic(), offset, time, letter);
    }

    private static ConsumerRecord<byte[], byte[]> at(
            String topic, long offset, long time, ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                time,
                TimestampType.CREATE_TIME,
                record.key().length,
                record.value().length,
                record.key(),
                record.value(),
                new RecordHeaders(record.headers()),
                Optional.empty());
    }
}
