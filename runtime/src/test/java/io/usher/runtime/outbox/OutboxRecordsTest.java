package io.usher.runtime.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OutboxRecordsTest {

    @Property
    void whatIsDecodedIsWhatWasEncoded(@ForAll("records") List<ProducerRecord<byte[], byte[]>> records) {
        assertThat(shown(OutboxRecords.decode(OutboxRecords.encode(records)))).isEqualTo(shown(records));
    }

    @Property
    void bundlesHoldTheRecordsInOrderAndAreNoLargerThanTheLimitUnlessOneRecordIs(
            @ForAll("records") List<ProducerRecord<byte[], byte[]>> records) {
        List<byte[]> bundles = bundles(records);

        assertThat(bundles.stream().map(OutboxRecords::decode).flatMap(bundle -> shown(bundle).stream()))
                .isEqualTo(shown(records));
        assertThat(bundles)
                .allMatch(bundle ->
                        bundle.length <= 200 || OutboxRecords.decode(bundle).size() == 1);
    }

    @Property
    void aFurtherRecordWouldNotHaveFitIntoABundle(@ForAll("records") List<ProducerRecord<byte[], byte[]>> records) {
        List<List<ProducerRecord<byte[], byte[]>>> bundles =
                bundles(records).stream().map(OutboxRecords::decode).toList();

        for (int i = 1; i < bundles.size(); i++) {
            ProducerRecord<byte[], byte[]> next = bundles.get(i).getFirst();
            assertThat(OutboxRecords.encode(Stream.concat(bundles.get(i - 1).stream(), Stream.of(next))
                            .toList()))
                    .hasSizeGreaterThan(200);
        }
    }

    @Test
    void aBundleOfAnotherVersionIsNotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutboxRecords.decode(new byte[] {3, 0}))
                .withMessage("bundle of an outbox: version 3 (expected 1 or 2)");
    }

    @Test
    void aBundleOfManyRecordsAlikeTakesLittleRoom() {
        List<ProducerRecord<byte[], byte[]>> alike = IntStream.range(0, 1000)
                .mapToObj(number -> new ProducerRecord<>(
                        "onboarding.members", 3, bytes("key " + number), bytes("{\"member\":\"" + number + "\"}")))
                .toList();

        byte[] bundle = OutboxRecords.encode(alike);

        assertThat(bundle).hasSizeLessThan(20_000);
        assertThat(shown(OutboxRecords.decode(bundle))).isEqualTo(shown(alike));
    }

    private static List<byte[]> bundles(List<ProducerRecord<byte[], byte[]>> records) {
        return OutboxRecords.pack(records, 200).stream()
                .map(PackedBundle::bytes)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Provide
    Arbitrary<List<ProducerRecord<byte[], byte[]>>> records() {
        return Combinators.combine(
                        Arbitraries.of("onboarding.emails", "onboarding.members", "x"),
                        Arbitraries.integers().between(0, 20).injectNull(0.2),
                        bytes(),
                        bytes(),
                        header().list().ofMaxSize(5))
                .as(OutboxRecordsTest::record)
                .list()
                .ofMaxSize(20);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic,
            @Nullable Integer partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers) {
        return new ProducerRecord<>(topic, partition, key, value, headers);
    }

    private static Arbitrary<Header> header() {
        return Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.of("ce_id", "ce_type", "ce_time", ""),
                                Arbitraries.strings()
                                        .ofMaxLength(40)
                                        // Half a surrogate pair cannot be encoded.
                                        .map(text -> new String(text.getBytes(UTF_8), UTF_8))),
                        bytes())
                .as(OutboxRecordsTest::header);
    }

    private static Header header(String name, byte @Nullable [] value) {
        return new RecordHeader(name, value);
    }

    private static Arbitrary<byte @Nullable []> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.1);
    }

    private static List<String> shown(List<ProducerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(one -> one.topic()
                        + one.partition()
                        + Arrays.toString(one.key())
                        + Arrays.toString(one.value())
                        + Stream.of(one.headers().toArray())
                                .map(header -> header.key() + "=" + Arrays.toString(header.value()))
                                .toList())
                .toList();
    }
}
