package io.usher.api.projections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.PositionedConsumer;
import io.usher.runtime.consuming.PositionsMovedException;
import io.usher.runtime.consuming.StoredPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others publish would be projected beside it. */
@Isolated
class ProjectionIT extends ProjectingScenario {

    @Test
    void rebuiltFromTheBeginningOfTheTopicsTheTablesHaveTheSameRows() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com", "kim@example.com");
        InviteeId bob = invitee(facts, "bob@example.com");
        AcceptanceOutcome accepted = facts.accepted("ada@example.com");
        AcceptanceOutcome waiting = facts.waitlisted("bob@example.com");
        publish(
                facts.requested(accepted.acceptance(), "ada@example.com"),
                facts.requested(new AcceptanceId(UUID.randomUUID()), "kim@example.com"),
                accepted,
                facts.accepted("eve@example.com"),
                accepted,
                waiting,
                facts.promoted(waiting.acceptance(), "bob@example.com"),
                facts.repeated("bob@example.com"),
                new EmailQueued(facts.mailTo(bob, "bob@example.com"), facts.at()),
                new EmailSent(facts.mailTo(bob, "bob@example.com"), facts.at(), 2));
        tombstone(facts, "eve@example.com");
        publish(facts.at(facts.at().plusSeconds(120)).rejected("eve@example.com", RejectionReason.QUOTA_FULL));
        awaitDecided(facts, 4);
        awaitCaughtUp();
        List<String> before = projected();
        assertThat(before).hasSizeGreaterThan(8);

        PositionedConsumer consumer = API.context().getBean("projectionConsumer", PositionedConsumer.class);
        consumer.stop();
        execute("""
                truncate directory.invitee_progress, directory.invitation_count, directory.invitation_minute,
                         directory.projection_recent, directory.projection_position""");
        consumer.start();

        await().atMost(SOON).untilAsserted(() -> assertThat(projected()).isEqualTo(before));
    }

    @Test
    void whatIsDecidedAfterItsCallerStoppedWaitingIsInTheAuditLog() {
        Facts facts = invitation();
        CommandId changed = asked("member.change-requested");
        CommandId removed = asked("member.removal-requested");
        CommandId refused = asked("member.change-requested");
        CommandId withdrawn = asked("acceptance.withdrawal-requested");
        CommandId known = asked("member.changed");
        MemberId member = MemberId.of(facts.organization(), "ada@example.com");

        publish(
                new MemberChanged(
                        member,
                        facts.organization(),
                        "ada@example.com",
                        "ada@example.com",
                        null,
                        null,
                        Grants.NONE,
                        changed,
                        facts.at()),
                new MemberLeft(
                        member, facts.organization(), "ada@example.com", MemberLeft.REMOVED, removed, facts.at()),
                new MemberChangeRefused(refused, facts.organization(), "ada@example.com", "last-admin", facts.at()),
                new MemberChangeRefused(known, facts.organization(), "ada@example.com", "last-admin", facts.at()),
                new AcceptanceWithdrawn(
                        new AcceptanceId(UUID.randomUUID()),
                        facts.invitation(),
                        facts.organization(),
                        "ada@example.com",
                        null,
                        null,
                        facts.at(),
                        facts.at(),
                        withdrawn));
        awaitCaughtUp();

        assertThat(entry(changed)).containsExactly("member.changed null");
        assertThat(entry(removed)).containsExactly("member.left null");
        assertThat(entry(refused)).containsExactly("member.change-refused {\"reason\": \"last-admin\"}");
        assertThat(entry(withdrawn)).containsExactly("acceptance.withdrawn null");
        assertThat(entry(known)).as("what is known stays").containsExactly("member.changed null");
    }

    private CommandId asked(String action) {
        CommandId command = new CommandId(UUID.randomUUID());
        execute("""
                insert into directory.audit (id, at, organization_id, actor_kind, action, subject_kind, people)
                values ('%s', now(), '%s', 'system', '%s', 'member', '{}')""".formatted(command, organization, action));
        return command;
    }

    private static List<String> entry(CommandId command) {
        return rows("select action, after from directory.audit where id = '%s'".formatted(command));
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndTheRestGoesOn() {
        Facts facts = invitation();
        byte[] key = facts.invitation().toString().getBytes(UTF_8);
        String poison = "poison " + UUID.randomUUID();
        ProducerRecord<byte[], byte[]> unknown = encoded(facts.accepted("x@example.com"));
        unknown.headers().remove("ce_type").add("ce_type", "io.usher.acceptance.postponed.v1".getBytes(UTF_8));

        send(new ProducerRecord<>(
                Topic.ACCEPTANCES_DECIDED.topicName(), Topic.partitionOf(key), key, poison.getBytes(UTF_8)));
        send(unknown);
        publish(facts.accepted("ada@example.com"));

        awaitDecided(facts, 1);
        assertThat(deadLetters(Topic.ACCEPTANCES_DECIDED, poison))
                .as("at least once: a batch that is tried again sets it aside again")
                .isNotEmpty()
                .containsOnly("/usher/api");
    }

    /** Nothing on them is projected. */
    @ParameterizedTest
    @EnumSource(names = {"ORGANIZATIONS", "OPS"})
    void whatCannotBeReadOnOtherTopicsGoesToTheDeadLettersToo(Topic topic) {
        String poison = "poison " + UUID.randomUUID();
        send(new ProducerRecord<>(topic.topicName(), poison.getBytes(UTF_8)));

        assertThat(deadLetters(topic, poison)).isNotEmpty().containsOnly("/usher/api");
        awaitCaughtUp();
    }

    @Test
    void whoLostAPartitionChangesNothing() {
        Facts facts = invitation();
        ProducerRecord<byte[], byte[]> event = encoded(facts.accepted("ada@example.com"));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(event.topic(), 3, 7, event.key(), event.value());
        event.headers().forEach(record.headers()::add);
        awaitCaughtUp();
        StoredPosition stale = new StoredPosition(event.topic(), 3, UUID.randomUUID(), null, 7);
        List<String> before = projected();

        assertThatThrownBy(() -> API.context()
                        .getBean(Projection.class)
                        .store(List.of(new PositionedBatch(
                                stale, new StoredPosition(event.topic(), 3, stale.log(), null, 8), List.of(record))))
                        .block())
                .isInstanceOf(PositionsMovedException.class);

        assertThat(projected()).isEqualTo(before);
    }

    /** Who set records with this value aside. */
    private static List<String> deadLetters(Topic topic, String value) {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition letters = new TopicPartition(topic.deadLetters(), 0);
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            await().atMost(SOON).until(() -> {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    if (letter.value() != null && new String(letter.value(), UTF_8).equals(value)) {
                        found.add(new String(
                                letter.headers().lastHeader(DeadLetter.CONSUMER).value(), UTF_8));
                    }
                }
                return !found.isEmpty();
            });
        }
        return found;
    }
}
