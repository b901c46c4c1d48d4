package io.usher.contract.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.usher.contract.event.EventType;
import io.usher.contract.kafka.Received.Readable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class GoldenEventTest {

    @Test
    void everyTypeHasAnExampleAndNothingElseHas() throws IOException, URISyntaxException {
        URL folder = requireNonNull(GoldenEventTest.class.getResource("/golden"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                            .map(type -> type.wireName() + ".event")
                            .toList());
        }
    }

    @EnumSource
    @ParameterizedTest
    void decodedAndEncodedAgainItIsTheSameByteForByte(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);

        assertThat(GoldenEvent.of(EventCodec.encode(golden.message()))).hasToString(golden.toString());
    }

    @EnumSource
    @ParameterizedTest
    void itIsWhatItsNameSays(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);

        assertThat(golden.decoded()).asInstanceOf(type(Readable.class)).satisfies(readable -> {
            assertThat(readable.event()).isInstanceOf(type.record());
            assertThat(readable.id()).isEqualTo(golden.header("ce_id"));
            assertThat(readable.partition()).isEqualTo(3);
            assertThat(readable.offset()).isEqualTo(42);
            assertThat(readable.appendedAt()).isEqualTo(Instant.parse("2026-03-02T09:15:00.250Z"));
        });
        assertThat(golden.headers())
                .containsEntry("ce_type", type.wireName())
                .containsEntry("ce_dataschema", "urn:usher:schema:" + type.wireName())
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("content-type", "application/json");
    }

    @EnumSource
    @ParameterizedTest
    void theCloudEventsLibraryReadsTheSame(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);

        CloudEvent read = KafkaMessageFactory.createReader(golden.consumed()).toEvent();

        assertThat(read.getSpecVersion()).hasToString(golden.header("ce_specversion"));
        assertThat(read.getId()).isEqualTo(golden.header("ce_id"));
        assertThat(read.getType()).isEqualTo(golden.header("ce_type"));
        assertThat(read.getSource()).hasToString(golden.header("ce_source"));
        assertThat(read.getSubject()).isEqualTo(golden.header("ce_subject"));
        assertThat(read.getDataSchema()).hasToString(golden.header("ce_dataschema"));
        assertThat(read.getDataContentType()).isEqualTo(golden.header("content-type"));
        assertThat(golden.decoded())
                .asInstanceOf(type(Readable.class))
                .extracting(Readable::time)
                .isEqualTo(requireNonNull(read.getTime()).toInstant());
    }

    /** Whoever replays records with other tools may add attributes. */
    @CsvSource({"ce_traceid, 7", "content-type, application/json; charset=utf-8", "ce_source, /some/tool"})
    @ParameterizedTest
    void whatAnotherProducerWritesIsReadAllTheSame(String header, String value) {
        GoldenEvent golden = GoldenEvent.of(EventType.ACCEPTANCE_REQUESTED);

        assertThat(golden.withHeader(header, value).decoded())
                .isInstanceOf(Readable.class)
                .isEqualTo(golden.decoded());
    }

    @EnumSource
    @ParameterizedTest
    void aFieldOfALaterVersionIsIgnored(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        GoldenEvent later = golden.withValue(
                "{\"fromALaterVersion\":{\"a\":[1,null]}," + golden.value().substring(1));

        assertThat(later.decoded()).isEqualTo(golden.decoded());
    }
}
