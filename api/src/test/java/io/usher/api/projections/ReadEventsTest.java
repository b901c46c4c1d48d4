package io.usher.api.projections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.projections.Decision.Outcome;
import io.usher.api.projections.ReadEvents.Erasure;
import io.usher.api.projections.ReadEvents.SetAside;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.Event;
import io.usher.contract.event.EventType;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.StoredPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadEventsTest {

    private static final Instant AT = Instant.parse("2026-03-02T09:15:00.266Z");

    private final Facts facts =
            new Facts(new InvitationId(UUID.randomUUID()), new OrganizationId(UUID.randomUUID()), AT);
    private long offset;

    @Test
    void theFieldsOfEveryOutcomeAreReadAsTheCodecReadsThem() {
        AcceptanceId acceptance = new AcceptanceId(UUID.randomUUID());
        List<AcceptanceOutcome> outcomes = List.of(
                facts.accepted("Ada@example.com"),
                facts.repeated("Ada@example.com"),
                facts.rejected("zoë@example.net", RejectionReason.NOT_INVITED),
                facts.waitlisted("x@example.com"),
                facts.promoted(acceptance, "x@example.com"),
                facts.withdrawn(acceptance, "x@example.com"));

        for (AcceptanceOutcome outcome : outcomes) {
            String id = facts.invitation().toString();
            ConsumerRecord<byte[], byte[]> plain = decision("one", outcome);
            ConsumerRecord<byte[], byte[]> unusual = decision("one", outcome, id, id.toUpperCase(Locale.ROOT));

            assertThat(fields(plain)).as("%s", outcome).isPresent();
            assertThat(fields(unusual)).as("%s", outcome).isEmpty();
            assertThat(read(plain).decisions())
                    .isEqualTo(read(unusual).decisions())
                    .hasSize(1);
        }
        assertThat(read(decision("one", outcomes.get(2))).decisions())
                .containsExactly(new Decision(
                        outcomes.get(2).acceptance().value(),
                        facts.invitation().value(),
                        Outcome.REJECTED,
                        false,
                        "not-invited",
                        "zoë@example.net",
                        AT.toEpochMilli(),
                        AT.toEpochMilli()));
    }

    private static Optional<Decision> fields(ConsumerRecord<byte[], byte[]> record) {
        EventType type = EventType.named(
                        new String(record.headers().lastHeader("ce_type").value(), UTF_8))
                .orElseThrow();
        return DecisionFields.read(Outcome.of(type).orElseThrow(), new String(record.key(), UTF_8), record.value());
    }

    @Test
    void dataThatIsNotWholeIsLeftToTheCodec() {
        byte[] data = decision("one", facts.accepted("ada@example.com")).value();
        String key = facts.invitation().toString();

        assertThat(DecisionFields.read(Outcome.ACCEPTED, key, data)).isPresent();
        assertThat(DecisionFields.read(Outcome.ACCEPTED, key, Arrays.copyOf(data, data.length - 1)))
                .isEmpty();
        assertThat(DecisionFields.read(Outcome.ACCEPTED, UUID.randomUUID().toString(), data))
                .isEmpty();
        assertThat(DecisionFields.read(Outcome.REJECTED, key, data)).isEmpty();
        assertThat(DecisionFields.read(
                        Outcome.ACCEPTED,
                        key,
                        new String(data, UTF_8).replace("decidedAt", "decided").getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void aDecisionThatIsPublishedAgainIsReadOnce() {
        AcceptanceOutcome first = facts.accepted("ada@example.com");
        AcceptanceOutcome second = facts.accepted("bob@example.com");

        ReadEvents read = read(decision("1", first), decision("2", second), decision("1", first));
        assertThat(read.decisions()).extracting(Decision::email).containsExactly("ada@example.com", "bob@example.com");

        RecentIds recent = new RecentIds();
        read.fresh().values().forEach(recent::add);
        ReadEvents later = ReadEvents.of(
                List.of(batch(decision("2", second), decision("3", facts.accepted("eve@example.com")))),
                Map.of(new TopicPartition(Topic.ACCEPTANCES_DECIDED.topicName(), 0), recent));
        assertThat(later.decisions()).extracting(Decision::email).containsExactly("eve@example.com");
    }

    @Test
    void theOldestIdsAreForgottenFirst() {
        RecentIds recent = new RecentIds();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i <= RecentIds.MOST; i++) {
            ids.add(RecentIds.hash(Integer.toString(i).getBytes(UTF_8)));
        }
        recent.add(ids);

        assertThat(recent.contains(ids.getFirst())).isFalse();
        assertThat(recent.contains(ids.get(1))).isTrue();
        assertThat(recent.contains(ids.getLast())).isTrue();
    }

    @Test
    void aRefusedWithdrawalChangesNothing() {
        ReadEvents read = read(decision(
                "1",
                new AcceptanceWithdrawalRefused(
                        new CommandId(UUID.randomUUID()),
                        new AcceptanceId(UUID.randomUUID()),
                        facts.invitation(),
                        facts.organization(),
                        AcceptanceWithdrawalRefused.NO_SUCH_ACCEPTANCE,
                        AT)));

        assertThat(read.decisions()).isEmpty();
        assertThat(read.unreadable()).isEmpty();
    }

    @Test
    void unknownTypesAreSkippedAndWhatIsNoEventIsSetAside() {
        ConsumerRecord<byte[], byte[]> unknown = decision("1", facts.accepted("ada@example.com"));
        unknown.headers().remove("ce_type").add("ce_type", "io.usher.acceptance.postponed.v1".getBytes(UTF_8));
        ConsumerRecord<byte[], byte[]> otherVersion = decision("2", facts.accepted("ada@example.com"));
        otherVersion.headers().remove("ce_specversion").add("ce_specversion", "0.3".getBytes(UTF_8));
        ConsumerRecord<byte[], byte[]> bytes = record(Topic.EMAILS, "key", "bytes".getBytes(UTF_8));
        ConsumerRecord<byte[], byte[]> unknownReason = decision(
                "3", facts.rejected("ada@example.com", RejectionReason.NOT_INVITED), "not-invited", "no-reason");

        ReadEvents read = read(unknown, otherVersion, bytes, unknownReason);

        assertThat(read.unknown()).isEqualTo(1);
        assertThat(read.decisions()).isEmpty();
        assertThat(read.unreadable())
                .extracting(SetAside::consumed)
                .containsExactly(otherVersion, bytes, unknownReason);
    }

    @Test
    void ofMailsOnlyThoseToInviteesAreRead() {
        InviteeId invitee = new InviteeId(UUID.randomUUID());

        Mail first = facts.mailTo(invitee, "ada@example.com");
        Mail second = facts.mailTo(invitee, "ada@example.com");

        ReadEvents read = read(
                encoded("1", new EmailSent(first, AT, 1)),
                encoded("2", new EmailFailed(second, AT, 1, "550 no")),
                encoded("3", new EmailSent(facts.mailAboutNoInvitation("ada@example.com"), AT, 1)));

        assertThat(read.unreadable()).isEmpty();
        assertThat(read.mails())
                .containsExactly(
                        new ReadEvents.MailNews(
                                invitee.value(), first.message().value(), "sent", null, AT.toEpochMilli()),
                        new ReadEvents.MailNews(
                                invitee.value(), second.message().value(), "failed", "550 no", AT.toEpochMilli()));
    }

    @Test
    void aTombstoneOfAMemberErasesThePerson() {
        ReadEvents read = read(
                record(Topic.MEMBERS, facts.organization() + "/ada@example.com", null),
                record(Topic.MEMBERS, "nobody", null));

        assertThat(read.erasures())
                .containsExactly(new Erasure(facts.organization().value(), "ada@example.com", AT.toEpochMilli()));
        assertThat(read.unreadable()).hasSize(1);
    }

    @SafeVarargs
    private static ReadEvents read(ConsumerRecord<byte[], byte[]>... records) {
        return ReadEvents.of(List.of(batch(records)), Map.of());
    }

    @SafeVarargs
    private static PositionedBatch batch(ConsumerRecord<byte[], byte[]>... records) {
        StoredPosition position =
                new StoredPosition(records[0].topic(), records[0].partition(), new UUID(0, 0), null, 0);
        return new PositionedBatch(position, position, List.of(records));
    }

    private ConsumerRecord<byte[], byte[]> decision(String id, AcceptanceDecided decided, String... replaced) {
        ConsumerRecord<byte[], byte[]> record = encoded(id, decided);
        if (replaced.length == 0) {
            return record;
        }
        byte[] value = new String(record.value(), UTF_8)
                .replace(replaced[0], replaced[1])
                .getBytes(UTF_8);
        ConsumerRecord<byte[], byte[]> other = record(Topic.ACCEPTANCES_DECIDED, decided.key(), value);
        record.headers().forEach(other.headers()::add);
        return other;
    }

    private ConsumerRecord<byte[], byte[]> encoded(String id, Event event) {
        ProducerRecord<byte[], byte[]> produced =
                EventCodec.encode(new EventMessage(id, Source.ACCEPTANCE_WORKER, AT, event));
        ConsumerRecord<byte[], byte[]> record =
                record(Topic.of(event), new String(produced.key(), UTF_8), produced.value());
        produced.headers().forEach(record.headers()::add);
        return record;
    }

    private ConsumerRecord<byte[], byte[]> record(Topic topic, String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                topic.topicName(),
                0,
                offset++,
                AT.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key.getBytes(UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
