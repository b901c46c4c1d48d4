package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.usher.contract.event.EventType;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is no event of ours is told, never thrown, and never quoted. */
final class EventDecodingTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SECRET = "ada.lovelace@example.com";
    private static final GoldenEvent CREATED = GoldenEvent.of(EventType.INVITATION_CREATED);
    private static final GoldenEvent DELETED = GoldenEvent.of(EventType.INVITATION_DELETED);
    private static final GoldenEvent ACCEPTED = GoldenEvent.of(EventType.ACCEPTANCE_ACCEPTED);

    @Test
    void anUnknownTypeIsNamed() {
        assertUnreadable(
                CREATED.withHeader("ce_type", "io.usher.invitation.created.v2"),
                "unknown event type: io.usher.invitation.created.v2");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "a b", "", "tür", "x\u0000y"})
    void whatIsNoNameOfATypeIsNotQuoted(String type) {
        assertUnreadable(CREATED.withHeader("ce_type", type), "unknown event type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_source", "ce_type", "ce_specversion"})
    void anEventHasTheAttributesOfACloudEvent(String header) {
        Headers headers = CREATED.consumed().headers().remove(header);

        assertThat(EventCodec.decode(CREATED.consumed(headers, CREATED.value().getBytes(UTF_8))))
                .isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "2.0", "1.1", "1", ""})
    void anotherVersionOfCloudEventsIsNotRead(String version) {
        assertThat(EventCodec.decode(
                        CREATED.withHeader("ce_specversion", version).consumed()))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void theOtherVersionIsNamed() {
        assertUnreadable(CREATED.withHeader("ce_specversion", "0.3"), "CloudEvents version: 0.3 (expected 1.0)");
    }

    @EnumSource
    @ParameterizedTest
    void everyFieldThatMayNotBeMissingIsMissed(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        JsonNode whole = MAPPER.readTree(golden.value());
        for (List<String> path : requiredPaths(EventSchema.of(type), EventSchema.of(type), List.of())) {
            JsonNode without = whole.deepCopy();
            parent(without, path).remove(path.getLast());
            assertUnreadable(golden.withValue(without.toString()), path);

            JsonNode withNull = whole.deepCopy();
            parent(withNull, path).putNull(path.getLast());
            assertUnreadable(golden.withValue(withNull.toString()), path);
        }
    }

    @Test
    void theMissingFieldIsNamed() {
        assertUnreadable(
                CREATED.withValue(CREATED.value().replace("\"mode\":\"public\",", "")),
                "io.usher.invitation.created.v1 without invitation.mode");
    }

    @Test
    void aListHasNoHoles() {
        assertUnreadable(
                ACCEPTED.withValue(ACCEPTED.value().replace("[\"Builders\"]", "[\"Builders\",null]")),
                "io.usher.acceptance.accepted.v1 without granted.teams[1]");
    }

    @Test
    void aMapHasNoHoles() {
        GoldenEvent change = GoldenEvent.of(EventType.MEMBER_CHANGE_REQUESTED);
        String value = change.value();

        assertUnreadable(
                change.withValue(value.replace("\"unit\":[]", "\"unit\":null")),
                "io.usher.member.change-requested.v1 without replaced.UNIT");
        assertUnreadable(
                change.withValue(value.replace("\"unit\":[]", "\"unit\":[null]")),
                "io.usher.member.change-requested.v1 without replaced.UNIT[0]");
    }

    @Test
    void whatMayBeMissingMayBeNull() {
        GoldenEvent withNull = CREATED.withValue(CREATED.value().replace("\"mode\"", "\"quota\":null,\"mode\""));

        assertThat(EventCodec.decode(withNull.consumed())).isEqualTo(EventCodec.decode(CREATED.consumed()));
    }

    @Test
    void aChangeByAnEarlierVersionRetainsNothing() {
        GoldenEvent change = GoldenEvent.of(EventType.MEMBER_CHANGE_REQUESTED);
        String retained = "\"retained\":[\"019c9a12-7700-7a10-8b20-3c4d5e6f7a8b\"],";
        assertThat(change.value()).contains(retained);

        assertThat(EventCodec.decode(
                        change.withValue(change.value().replace(retained, "")).consumed()))
                .asInstanceOf(type(Readable.class))
                .extracting(Readable::event)
                .asInstanceOf(type(MemberChangeRequested.class))
                .satisfies(command -> assertThat(command.retained()).isEmpty());
    }

    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":5|\"version\":\"5\"",
                "\"version\":5|\"version\":5.9",
                "\"version\":5|\"version\":\"\"",
                "\"version\":5|\"version\":true",
                "\"version\":5|\"version\":92233720368547758080",
                "\"quota\":100|\"quota\":2147483648",
                "\"quota\":100|\"quota\":1e400",
                "\"sendEmails\":true|\"sendEmails\":1",
                "\"sendEmails\":true|\"sendEmails\":\"true\"",
                "\"status\":\"enabled\"|\"status\":\"ENABLED\"",
                "\"status\":\"enabled\"|\"status\":\"\"",
                "\"status\":\"enabled\"|\"status\":0",
                "\"locale\":\"de\"|\"locale\":7",
                "\"locale\":\"de\"|\"locale\":7.5",
                "\"locale\":\"de\"|\"locale\":true",
                "\"locale\":\"de\"|\"locale\":[\"de\"]",
                "\"roles\":[\"learner\"]|\"roles\":\"learner\"",
                "\"roles\":[\"learner\"]|\"roles\":{\"0\":\"learner\"}",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":1772438400",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":1e999999999",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"1772438400\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"yesterday\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"+12026-03-02T08:00:00Z\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"2026-03-02T08:00:00\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":\"\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":\"1-1-1-1-1\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":7",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":{\"value\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"}",
                "\"name\":\"Spring|\"name\":\"\\u0000Spring"
            })
    @ParameterizedTest
    void aFieldHasTheTypeThatTheSchemaSays(String was, String is) {
        assertThat(DELETED.value()).contains(was);

        assertThat(EventCodec.decode(
                        DELETED.withValue(DELETED.value().replace(was, is)).consumed()))
                .isInstanceOf(Unreadable.class);
    }

    @EnumSource
    @ParameterizedTest
    void anEventOnAnotherTopicIsRefused(EventType type) {
        assertUnreadable(
                GoldenEvent.of(type).withTopic("onboarding.elsewhere"),
                type.wireName() + " does not belong on onboarding.elsewhere");
    }

    @EnumSource
    @ParameterizedTest
    void anEventUnderAnotherKeyIsRefused(EventType type) {
        assertUnreadable(
                GoldenEvent.of(type).withKey("0195c2a0-0000-7000-8000-00000000ffff"),
                type.wireName() + " is not under the key of its data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "\"text\"", "{", "{}", "{} {}", "\u0000", "<event/>"})
    void aValueThatIsNoObjectOfTheTypeIsRefused(String value) {
        assertThat(EventCodec.decode(CREATED.withValue(value).consumed())).isInstanceOf(Unreadable.class);
    }

    @Test
    void aTombstoneIsNoEvent() {
        assertThat(EventCodec.decode(tombstone(CREATED.consumed().headers())))
                .isEqualTo(new Unreadable("event without data"));
        assertThat(EventCodec.decode(tombstone(new RecordHeaders()))).isInstanceOf(Unreadable.class);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String nested = "[".repeat(1_000_000);

        assertThat(EventCodec.decode(CREATED.withValue("{\"later\":" + nested).consumed()))
                .isInstanceOf(Unreadable.class);
    }

    @EnumSource
    @ParameterizedTest
    void theReasonNeverQuotesTheValue(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        for (String hostile : List.of(
                "\"" + SECRET + "\"", "{\"" + SECRET + "\":1}", "[\"" + SECRET + "\"]", SECRET, "\"" + SECRET, "1.5")) {
            for (List<String> path : requiredPaths(EventSchema.of(type), EventSchema.of(type), List.of())) {
                JsonNode marked = MAPPER.readTree(golden.value());
                parent(marked, path).put(path.getLast(), "HERE");
                String value = marked.toString().replace("\"HERE\"", hostile);
                if (EventCodec.decode(golden.withValue(value).consumed()) instanceof Unreadable unreadable) {
                    assertThat(unreadable.reason()).doesNotContain("lovelace").doesNotContain("1.5");
                }
            }
        }
    }

    @Property(tries = 2000)
    void noHeadersAndNoValueMakeItThrow(@ForAll("headers") Headers headers, @ForAll byte[] value) {
        assertThat(EventCodec.decode(CREATED.consumed(headers, value)))
                .isInstanceOfSatisfying(Unreadable.class, EventDecodingTest::assertPrintable);
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

    @SuppressWarnings("NullAway") // Kafka's types do not say that a record may have no value.
    private static ConsumerRecord<byte[], byte[]> tombstone(Headers headers) {
        ConsumerRecord<byte[], byte[]> live = CREATED.consumed();
        ConsumerRecord<byte[], byte[]> dead = new ConsumerRecord<>(live.topic(), 0, 7, live.key(), null);
        headers.forEach(dead.headers()::add);
        return dead;
    }

    private static void assertUnreadable(GoldenEvent event, Object reasonOrPath) {
        assertThat(EventCodec.decode(event.consumed()))
                .as(() -> reasonOrPath + " of " + event.value())
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> {
                    if (reasonOrPath instanceof String reason) {
                        assertThat(unreadable.reason()).isEqualTo(reason);
                    }
                });
    }

    private static void assertPrintable(Unreadable unreadable) {
        assertThat(unreadable.reason()).matches("[\\x20-\\x7e]{1,300}");
    }

    private static ObjectNode parent(JsonNode whole, List<String> path) {
        JsonNode node = whole;
        for (String name : path.subList(0, path.size() - 1)) {
            node = node.path(name);
        }
        return (ObjectNode) node;
    }

    private static List<List<String>> requiredPaths(JsonNode root, JsonNode schema, List<String> prefix) {
        List<List<String>> paths = new ArrayList<>();
        for (JsonNode name : schema.path("required")) {
            List<String> path = new ArrayList<>(prefix);
            path.add(name.asString());
            paths.add(path);
            JsonNode property = schema.path("properties").path(name.asString());
            if (property.has("$ref")) {
                paths.addAll(requiredPaths(
                        root, root.at(property.path("$ref").asString().substring(1)), path));
            }
        }
        return paths;
    }
}
