package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EventType;
import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:15:02Z");
    private static final String REASON = "io.usher.acceptance.requested.v1 without organization";
    private static final GoldenEvent GOLDEN = GoldenEvent.of(EventType.ACCEPTANCE_REQUESTED);

    @Test
    void theRecordIsSetAsideAsItWas() {
        ConsumerRecord<byte[], byte[]> consumed = GOLDEN.consumed();

        ProducerRecord<byte[], byte[]> letter = letters(consumed).getFirst();

        assertThat(letter.topic()).isEqualTo("onboarding.acceptances.requested.dlt");
        assertThat(letter.key()).isEqualTo(consumed.key());
        assertThat(letter.value()).isEqualTo(consumed.value());
        assertThat(letter.headers()).contains(consumed.headers().toArray());
    }

    @Test
    void theReasonAndTheOriginalCoordinatesStandBesideIt() {
        ProducerRecord<byte[], byte[]> letter = letters(GOLDEN.consumed()).getFirst();

        assertThat(header(letter, DeadLetter.REASON)).isEqualTo(REASON);
        assertThat(header(letter, DeadLetter.CONSUMER)).isEqualTo("/usher/acceptance-worker");
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("onboarding.acceptances.requested");
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("3");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("42");
        assertThat(header(letter, DeadLetter.TIMESTAMP)).isEqualTo("2026-03-02T09:15:00.250Z");
    }

    @Test
    void operatorsAreTold() {
        ProducerRecord<byte[], byte[]> announcement = letters(GOLDEN.consumed()).getLast();

        assertThat(GoldenEvent.of(announcement))
                .hasToString(GoldenEvent.of(EventType.OPS_DEAD_LETTER).toString());
    }

    @Test
    void aRepeatHasTheSameId() {
        ConsumerRecord<byte[], byte[]> consumed = GOLDEN.consumed();
        List<ProducerRecord<byte[], byte[]>> later =
                DeadLetter.of(consumed, "another reason", Source.ACCEPTANCE_WORKER, NOW.plusSeconds(60));

        assertThat(id(later.getLast())).isEqualTo(id(letters(consumed).getLast()));
    }

    @Test
    void recordsOfDifferentPlacesHaveDifferentIds() {
        ConsumerRecord<byte[], byte[]> another = new ConsumerRecord<>(GOLDEN.topic(), 3, 43, new byte[0], new byte[0]);

        assertThat(id(letters(another).getLast()))
                .isNotEqualTo(id(letters(GOLDEN.consumed()).getLast()));
    }

    @Test
    void aRecordThatWasSetAsideBeforeTellsWhereItWasLast() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetter.OFFSET, "7".getBytes(UTF_8));
        headers.add(DeadLetter.REASON, "the first one".getBytes(UTF_8));

        ProducerRecord<byte[], byte[]> letter =
                letters(GOLDEN.consumed(headers, new byte[0])).getFirst();

        assertThat(letter.headers().headers(DeadLetter.OFFSET)).hasSize(1);
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("42");
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo(REASON);
    }

    /** As a producer estimates it before it compresses: what is larger than a request may be is refused for good. */
    @Test
    void whateverWasConsumedCanBeSetAside() {
        int huge = 3 * 1024 * 1024;
        RecordHeaders headers = new RecordHeaders();
        headers.add("some", new byte[huge]);
        ConsumerRecord<byte[], byte[]> consumed = new ConsumerRecord<>(
                GOLDEN.topic(),
                3,
                42,
                0,
                TimestampType.CREATE_TIME,
                huge,
                huge,
                new byte[huge],
                new byte[huge],
                headers,
                Optional.empty());

        ProducerRecord<byte[], byte[]> letter = letters(consumed).getFirst();

        assertThat(estimatedSize(letter)).isLessThan(Topic.DEAD_LETTER_BYTES);
        assertThat(letter.key()).hasSize(64 * 1024);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, DeadLetter.TRUNCATED)).isEqualTo("key,headers,value");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("42");
    }

    @Test
    void theLargestThatIsKeptWholeCanBePublished() {
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < 8_000; i++) {
            headers.add("h" + i, new byte[0]);
        }
        ConsumerRecord<byte[], byte[]> consumed = new ConsumerRecord<>(
                GOLDEN.topic(),
                3,
                42,
                0,
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[64 * 1024],
                new byte[1792 * 1024],
                headers,
                Optional.empty());

        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(
                        consumed, "x".repeat(1_000_000), Source.ACCEPTANCE_WORKER, NOW)
                .getFirst();

        assertThat(letter.headers().lastHeader(DeadLetter.TRUNCATED)).isNull();
        assertThat(letter.headers().lastHeader("h7999")).isNotNull();
        assertThat(estimatedSize(letter)).isLessThan(Topic.DEAD_LETTER_BYTES);
    }

    @Test
    void theSameRecordSetAsideTwiceHasOneId() {
        assertThat(header(letters(GOLDEN.consumed()).getFirst(), DeadLetter.ID))
                .isEqualTo("onboarding.acceptances.requested-3@42/usher/acceptance-worker");
    }

    private static int estimatedSize(ProducerRecord<byte[], byte[]> letter) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.LZ4,
                letter.key(),
                letter.value(),
                letter.headers().toArray());
    }

    @Test
    void theConsumedRecordIsNotTouched() {
        RecordHeaders readOnly = new RecordHeaders(GOLDEN.consumed().headers());
        readOnly.setReadOnly();

        assertThat(letters(GOLDEN.consumed(readOnly, new byte[0]))).hasSize(2);
        assertThat(readOnly.lastHeader(DeadLetter.REASON)).isNull();
    }

    @Test
    @SuppressWarnings("NullAway") // Kafka's types do not say that a record may have neither key nor value.
    void aRecordWithoutKeyAndValueIsSetAsideToo() {
        ConsumerRecord<byte[], byte[]> bare = new ConsumerRecord<>(GOLDEN.topic(), 0, 0, null, null);

        ProducerRecord<byte[], byte[]> letter = letters(bare).getFirst();

        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
    }

    @Test
    void theAnnouncementCanBeRead() {
        GoldenEvent announcement = GoldenEvent.of(letters(GOLDEN.consumed()).getLast());

        assertThat(announcement.decoded())
                .isInstanceOfSatisfying(
                        Readable.class,
                        readable -> assertThat(readable.event())
                                .isEqualTo(new OpsDeadLetter(
                                        GOLDEN.topic(), 3, 42, Source.ACCEPTANCE_WORKER.uri(), REASON, NOW)));
    }

    private static List<ProducerRecord<byte[], byte[]>> letters(ConsumerRecord<byte[], byte[]> consumed) {
        return DeadLetter.of(consumed, REASON, Source.ACCEPTANCE_WORKER, NOW);
    }

    private static String id(ProducerRecord<byte[], byte[]> event) {
        return header(event, "ce_id");
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), UTF_8);
    }
}
