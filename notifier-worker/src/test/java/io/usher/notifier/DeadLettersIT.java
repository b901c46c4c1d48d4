package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class DeadLettersIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Inbox inbox = new Inbox();
    private final byte[] key = invited.invitation().toString().getBytes(UTF_8);

    /** The size that a broker accepts in one record by default. */
    private static final int LARGEST = 1_000_000;

    @Test
    void unreadableRecordsAreSetAsideAndThePartitionContinues() {
        Map<Topic, byte[]> poison = Stream.of(Topic.INVITATIONS, Topic.INVITEES, Topic.ACCEPTANCES_DECIDED)
                .collect(Collectors.toMap(topic -> topic, topic -> poison()));

        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    events.accepted(inbox.address("before")),
                    directory.invite(events.invited(inbox.address("before")))));
            poison.forEach(
                    (topic, record) -> Kafka.send(List.of(new ProducerRecord<>(topic.topicName(), key, record))));
            Kafka.publish(List.of(
                    events.accepted(inbox.address("after")), directory.invite(events.invited(inbox.address("after")))));

            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 4);
            await().atMost(A_WHILE)
                    .until(() -> poison.entrySet().stream()
                            .allMatch(sent ->
                                    deadLetter(sent.getKey(), sent.getValue()).isPresent()));
        }

        assertThat(poison).allSatisfy((topic, record) -> {
            ConsumerRecord<byte[], byte[]> deadLetter =
                    deadLetter(topic, record).orElseThrow();
            assertThat(deadLetter.key()).isEqualTo(key);
            assertThat(header(deadLetter, DeadLetter.REASON)).startsWith("not a CloudEvent");
            assertThat(header(deadLetter, DeadLetter.TOPIC)).isEqualTo(topic.topicName());
            assertThat(header(deadLetter, DeadLetter.CONSUMER)).isEqualTo(Source.NOTIFIER_WORKER.uri());
            await().atMost(A_WHILE).until(() -> alarms(deadLetter).size() == 1);
        });
        assertThat(inbox.recipients())
                .containsExactlyInAnyOrder(
                        inbox.address("before"),
                        inbox.address("before"),
                        inbox.address("after"),
                        inbox.address("after"));
    }

    /** What a later version publishes, what compaction leaves, and what the worker sets aside. */
    @Test
    void unknownTypesTombstonesAndUnreadableCommandsAreNoDeadLettersOfTheNotifier() {
        byte[] command = poison();
        byte[] later = ("{\"mark\": \"" + UUID.randomUUID() + "\"}").getBytes(UTF_8);
        byte[] afterwards = poison();
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            double before = notifier.meter("usher.notifier.unknown");
            ProducerRecord<byte[], byte[]> unknown = new ProducerRecord<>(Topic.INVITATIONS.topicName(), key, later);
            EventCodec.encode(new EventMessage("1", Source.API, Events.NOON, events.enabled()))
                    .headers()
                    .forEach(unknown.headers()::add);
            unknown.headers()
                    .remove("ce_dataschema")
                    .remove("ce_type")
                    .add("ce_type", "io.usher.invitation.postponed.v1".getBytes(UTF_8));
            Kafka.send(List.of(
                    new ProducerRecord<>(Topic.MEMBERS_REQUESTED.topicName(), key, command),
                    unknown,
                    new ProducerRecord<>(Topic.INVITATIONS.topicName(), key, null),
                    new ProducerRecord<>(Topic.INVITATIONS.topicName(), key, afterwards)));

            await().atMost(A_WHILE)
                    .until(() -> deadLetter(Topic.INVITATIONS, afterwards).isPresent());
            await().atMost(A_WHILE).until(() -> notifier.meter("usher.notifier.unknown") >= before + 2);
            Kafka.publish(List.of(events.accepted(inbox.address("after"))));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);
        }
        assertThat(deadLetter(Topic.MEMBERS_REQUESTED, command)).isEmpty();
        assertThat(deadLetter(Topic.INVITATIONS, later)).isEmpty();
        assertThat(Kafka.all(Topic.INVITATIONS.deadLetters()))
                .filteredOn(letter -> letter.value() == null && Arrays.equals(letter.key(), key))
                .isEmpty();
    }

    private static byte[] poison() {
        return ("poison " + UUID.randomUUID() + "!".repeat(LARGEST)).getBytes(UTF_8);
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> deadLetter(Topic topic, byte[] value) {
        return Kafka.all(topic.deadLetters()).stream()
                .filter(deadLetter -> Arrays.equals(deadLetter.value(), value))
                .findFirst();
    }

    /** The ids of the alarms: one may be published more than once. */
    private static Set<String> alarms(ConsumerRecord<byte[], byte[]> deadLetter) {
        return Kafka.all(Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(Readable.class::cast)
                .filter(readable -> readable.event() instanceof OpsDeadLetter alarm
                        && alarm.topic().equals(header(deadLetter, DeadLetter.TOPIC))
                        && Integer.toString(alarm.partition()).equals(header(deadLetter, DeadLetter.PARTITION))
                        && Long.toString(alarm.offset()).equals(header(deadLetter, DeadLetter.OFFSET)))
                .map(Readable::id)
                .collect(Collectors.toSet());
    }

    private static String header(ConsumerRecord<byte[], byte[]> deadLetter, String name) {
        return new String(deadLetter.headers().lastHeader(name).value(), UTF_8);
    }
}
