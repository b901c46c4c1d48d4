package io.usher.api.members;

import static io.usher.api.Answers.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What becomes of records that could not be read or published if they name somebody who is erased. */
@Isolated
class ErasedRecordsIT extends MembersScenario {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TYPED = "J\u00f6rg.Ada@M\u00fcnchen.example";
    private static final String NORMAL = "j\u00f6rg.ada@xn--mnchen-3ya.example";

    private final UUID other = new OrganizationId(UUID.randomUUID()).value();

    @Test
    void deadLettersThatNameThePersonAreForgotten() {
        UUID typed =
                deadLetter("key", "[]", text("{\"email\": \"%s\", \"organization\": \"%s\"}", TYPED, organization));
        UUID normal = deadLetter(organization + "/" + NORMAL, "[]", new byte[0]);
        UUID inHeader = deadLetter(
                "key",
                "[{\"name\": \"to\", \"value\": \"%s\"}, {\"name\": \"none\", \"value\": null}]"
                        .formatted(Base64.getEncoder().encodeToString(TYPED.getBytes(UTF_8))),
                text("{\"organization\": \"%s\"}", organization));
        UUID noText =
                deadLetter("key", "[]", concat(text("%s ada.j@example.com ", organization), (byte) 0xff, (byte) 0));
        UUID ofOther = deadLetter("key", "[]", text("{\"email\": \"%s\", \"organization\": \"%s\"}", TYPED, other));
        UUID longer = deadLetter("key", "[]", text("%s x.%s %s.org", organization, NORMAL, NORMAL));

        erase(NORMAL);
        erase("ada.j@example.com");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of(typed, normal, inHeader, noText))
                        .allSatisfy(letter -> assertThat(deadLetter(letter)).isEqualTo("deleted null [] null")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(texts(
                                "select address from directory.dead_letter_erasure where organization_id = ?",
                                organization.value()))
                        .isEmpty());
        assertThat(deadLetter(ofOther)).startsWith("waiting ");
        assertThat(deadLetter(longer)).startsWith("waiting ");
    }

    /** A program may set a record aside, or this one collect it, long after the erasure has looked at all of them. */
    @Test
    void deadLettersThatAreCollectedLaterAreForgottenToo() {
        erase(NORMAL);
        erase("ada.j@example.com");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(texts(
                                "select address from directory.dead_letter_erasure where organization_id = ?",
                                organization.value()))
                        .isEmpty());
        Instant before = Instant.now().minusSeconds(60);

        long typed =
                setAside("key", text("{\"email\": \"%s\", \"organization\": \"%s\"}", TYPED, organization), before);
        long normal = setAside(organization + "/" + NORMAL, new byte[0], before);
        long noText =
                setAside("key", concat(text("%s ada.j@example.com. ", organization), (byte) 0xff, (byte) 0), before);
        long ofOther = setAside("key", text("{\"email\": \"%s\", \"organization\": \"%s\"}", TYPED, other), before);
        long ofAnother = setAside("key", text("%s x.%s", organization, NORMAL), before);
        long later = setAside(
                "key", text("%s %s", organization, NORMAL), Instant.now().plusSeconds(60));

        await().atMost(SOON).untilAsserted(() -> assertThat(collected(later)).hasSize(1));
        for (long forgotten : List.of(typed, normal, noText)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collected(forgotten)).containsExactly("deleted null [] null"));
        }
        for (long kept : List.of(ofOther, ofAnother, later)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collected(kept))
                            .singleElement()
                            .asString()
                            .startsWith("waiting "));
        }
        assertThat(texts(
                        "select member_id::text from directory.dead_letter_person where organization_id = ?",
                        organization.value()))
                .hasSize(2);
    }

    /** As a program does; returns the place of the record. */
    private static long setAside(String key, byte[] payload, Instant recordedAt) {
        long offset = Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 1_000_000_000);
        byte[] keyBytes = key.getBytes(UTF_8);
        ConsumerRecord<byte[], byte[]> consumed = new ConsumerRecord<>(
                Topic.INVITEES.topicName(),
                5,
                offset,
                recordedAt.toEpochMilli(),
                TimestampType.CREATE_TIME,
                keyBytes.length,
                payload.length,
                keyBytes,
                payload,
                new RecordHeaders(),
                Optional.empty());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var unused = producer.send(DeadLetter.of(consumed, "a test", Source.NOTIFIER_WORKER, Instant.now())
                    .getFirst());
            producer.flush();
        }
        return offset;
    }

    private List<String> collected(long offset) {
        return texts("""
                select concat_ws(' ', state, coalesce(encode(key, 'hex'), 'null'), headers,
                    coalesce(encode(payload, 'hex'), 'null'))
                from directory.dead_letter where topic = 'onboarding.invitees' and record_offset = ?""", offset);
    }

    @Test
    void eventsThatKafkaRefusedAndThatNameThePersonAreDeleted() {
        refused(1, text("{\"email\": \"Ada@Example.com\", \"organization\": \"%s\"}", organization));
        refused(2, text("{\"email\": \"bob@example.com\", \"organization\": \"%s\"}", organization));
        refused(3, text("{\"email\": \"Ada@Example.com\", \"organization\": \"%s\"}", other));

        erase(ADA);

        assertThat(texts("select place::text from directory.outbox_refused where topic = ? order by place", topic()))
                .containsExactly("2", "3");
    }

    private void erase(String address) {
        assertThat(post(api.platform(), members + "/" + address + "/erase", "").status())
                .isEqualTo(202);
    }

    private static byte[] text(String format, Object... values) {
        return format.formatted(values).getBytes(UTF_8);
    }

    private static byte[] concat(byte[] first, byte... more) {
        byte[] both = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, both, first.length, more.length);
        return both;
    }

    private UUID deadLetter(String key, String headers, byte[] payload) {
        UUID id = UUID.randomUUID();
        execute("""
                insert into directory.dead_letter (id, topic, partition, record_offset, consumer, reason, key, headers,
                    payload, payload_is_text, recorded_at, set_aside_at, state)
                values (?, 'onboarding.invitees', 0, 0, '/usher/api', 'a test', ?, ?, ?, false, now(), now(), 'waiting')""", id, key.getBytes(UTF_8), headers, payload);
        return id;
    }

    private String deadLetter(UUID id) {
        return texts("""
                select concat_ws(' ', state, coalesce(encode(key, 'hex'), 'null'), headers,
                    coalesce(encode(payload, 'hex'), 'null'))
                from directory.dead_letter where id = ?""", id).getFirst();
    }

    private void refused(int place, byte[] value) {
        execute("""
                insert into directory.outbox_refused
                    (outbox_id, place, topic, key, headers, value, created_at, reason, refused_at)
                values (?, ?, ?, ?, '{}', ?, now(), 'a test', now())""", organization.value().getLeastSignificantBits(), place, topic(), "key".getBytes(UTF_8), value);
    }

    /** Of this test's records alone. */
    private String topic() {
        return "refused." + organization;
    }

    private void execute(String sql, Object... values) {
        assertThat(api.execute(sql, values)).isOne();
    }

    private List<String> texts(String sql, Object... values) {
        return ReusedConnections.client(api.database())
                .sql(sql)
                .params(values)
                .query((row, number) -> row.getString(1))
                .list();
    }
}
