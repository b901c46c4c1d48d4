package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** No bytes make decoding throw, and no reason quotes them. */
final class HostileEventTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SECRET = "ada.lovelace@example.com";
    private static final GoldenEvent CREATED = GoldenEvent.of(EventType.INVITATION_CREATED);

    @EnumSource
    @ParameterizedTest
    void theReasonNeverQuotesTheValue(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        for (String hostile : List.of(
                "\"" + SECRET + "\"", "{\"" + SECRET + "\":1}", "[\"" + SECRET + "\"]", SECRET, "\"" + SECRET, "1.5")) {
            for (RequiredField field : RequiredField.of(type)) {
                JsonNode marked = MAPPER.readTree(golden.value());
                field.parentIn(marked).put(field.name(), "HERE");
                String value = marked.toString().replace("\"HERE\"", hostile);
                if (golden.withValue(value).decoded() instanceof Unreadable unreadable) {
                    assertThat(unreadable.reason()).doesNotContain("lovelace").doesNotContain("1.5");
                }
            }
        }
    }

    @Property(tries = 2000)
    void noHeadersAndNoValueMakeItThrow(@ForAll("headers") Headers headers, @ForAll byte[] value) {
        assertThat(EventCodec.decode(CREATED.consumed(headers, value)))
                .isInstanceOfSatisfying(Unreadable.class, HostileEventTest::assertPrintable);
    }

    @Property(tries = 2000)
    void noDamageToAnEventMakesItThrow(@ForAll EventType type, @ForAll("damage") List<Damage> damages) {
        GoldenEvent golden = GoldenEvent.of(type);
        byte[] value = golden.value().getBytes(UTF_8);
        for (Damage damage : damages) {
            value = damage.to(value);
        }

        switch (EventCodec.decode(golden.consumed(golden.consumed().headers(), value))) {
            case Readable readable -> assertThat(readable.event()).isInstanceOf(type.record());
            case Unreadable unreadable -> assertPrintable(unreadable);
        }
    }

    /** A byte replaced, put in or taken out, at a share of the whole. */
    record Damage(double where, byte what, int keep) {

        byte[] to(byte[] value) {
            int at = (int) (where * value.length);
            List<Byte> bytes = new ArrayList<>();
            for (int i = 0; i < value.length; i++) {
                if (i == at) {
                    bytes.add(what);
                }
                if (i != at || keep > 0) {
                    bytes.add(value[i]);
                }
            }
            byte[] damaged = new byte[bytes.size()];
            for (int i = 0; i < damaged.length; i++) {
                damaged[i] = bytes.get(i);
            }
            return damaged;
        }
    }

    @Provide
    Arbitrary<List<Damage>> damage() {
        Arbitrary<Byte> bytes = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of((byte) '"', (byte) '{', (byte) '[', (byte) '0', (byte) '-', (byte) 'e', (byte) 'n'));
        return Combinators.combine(
                        Arbitraries.doubles().between(0, true, 1, false),
                        bytes,
                        Arbitraries.integers().between(0, 1))
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Headers> headers() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "ce_id",
                        "ce_type",
                        "ce_source",
                        "ce_specversion",
                        "ce_time",
                        "ce_subject",
                        "ce_dataschema",
                        "ce_",
                        "ce",
                        "CE_ID",
                        "content-type",
                        "ce_extension",
                        "ce_Extension-2",
                        "ce_data"),
                Arbitraries.strings().ofMaxLength(20));
        Arbitrary<byte[]> contents = Arbitraries.oneOf(
                        Arbitraries.of(
                                "1.0",
                                "0.3",
                                "2.0",
                                "",
                                "io.usher.invitation.created.v1",
                                "application/cloudevents+json",
                                "application/cloudevents",
                                "application/json",
                                "text/plain",
                                "::not a uri",
                                "2026-02-30T99:00:00Z"),
                        Arbitraries.strings().ofMaxLength(30))
                .map(text -> text.getBytes(UTF_8));
        return Combinators.combine(names, contents.injectNull(0.1))
                .as(Tuple::of)
                .list()
                .ofMaxSize(12)
                .map(pairs -> {
                    Headers headers = new RecordHeaders();
                    pairs.forEach(pair -> headers.add(pair.get1(), pair.get2()));
                    return headers;
                });
    }

    private static void assertPrintable(Unreadable unreadable) {
        assertThat(unreadable.reason()).matches("[\\x20-\\x7e]{1,300}");
    }
}
