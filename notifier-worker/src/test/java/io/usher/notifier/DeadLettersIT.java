package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DeadLettersIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Invited invited = new Directory(database).invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Inbox inbox = new Inbox();

    /** As much as a broker takes in one record by default. */
    private static final int LARGEST = 1_000_000;

    @ParameterizedTest
    @EnumSource(names = {"INVITATIONS", "INVITEES", "ACCEPTANCES_DECIDED"})
    void whatCannotBeReadIsSetAsideAndThePartitionMovesOn(Topic topic) {
        byte[] poison = ("poison " + UUID.randomUUID() + "!".repeat(LARGEST)).getBytes(UTF_8);
        byte[] key = invited.invitation().toString().getBytes(UTF_8);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(events.accepted(inbox.address("before"))));
            Kafka.send(List.of(new ProducerRecord<>(topic.topicName(), key, poison)));
            Kafka.publish(List.of(events.accepted(inbox.address("after"))));

            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 2);
            await().atMost(A_WHILE).until(() -> letter(topic, poison).isPresent());
        }
        ConsumerRecord<byte[], byte[]> letter = letter(topic, poison).orElseThrow();
        assertThat(letter.key()).isEqualTo(key);
        assertThat(header(letter, DeadLetter.REASON)).startsWith("not a CloudEvent");
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(topic.topicName());
        assertThat(header(letter, DeadLetter.CONSUMER)).isEqualTo(Source.NOTIFIER_WORKER.uri());
        await().atMost(A_WHILE).until(() -> alarms(letter).count() == 1);
        assertThat(inbox.recipients()).containsExactlyInAnyOrder(inbox.address("before"), inbox.address("after"));
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> letter(Topic topic, byte[] value) {
        return Kafka.all(topic.deadLetters()).stream()
                .filter(letter -> Arrays.equals(letter.value(), value))
                .findFirst();
    }

    private static Stream<OpsDeadLetter> alarms(ConsumerRecord<byte[], byte[]> letter) {
        return Kafka.all(Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .flatMap(received ->
                        received instanceof Readable readable && readable.event() instanceof OpsDeadLetter alarm
                                ? Stream.of(alarm)
                                : Stream.empty())
                .filter(alarm -> alarm.topic().equals(header(letter, DeadLetter.TOPIC))
                        && Integer.toString(alarm.partition()).equals(header(letter, DeadLetter.PARTITION))
                        && Long.toString(alarm.offset()).equals(header(letter, DeadLetter.OFFSET)));
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
