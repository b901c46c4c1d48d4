package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Mail that cannot be stored is reported to operators. */
final class ReportedStallsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Invited invited = new Directory(database).invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final int partition =
            Topic.partitionOf(invited.invitation().toString().getBytes(UTF_8));
    private final Inbox inbox = new Inbox();

    @Test
    void aPartitionWhoseMailCannotBeStoredIsReportedOnceAndOnceWhenItGoesOn() throws SQLException {
        try (RunningNotifier notifier = RunningNotifier.besideOthers(
                invited.invitation(), database, "--usher.stalls.after=2s", "--usher.stalls.look-every=200ms")) {
            Kafka.publish(List.of(events.accepted(inbox.address("before"))));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);
            ReusedConnections.update(database, "revoke insert on notification.message from usher_notifier_worker");
            long next = end();
            Kafka.publish(List.of(events.accepted(inbox.address("during"))));

            await().atMost(A_WHILE).until(() -> reports(next).size() == 1);
            assertThat(reports(next).getFirst().topic()).isEqualTo(Topic.ACCEPTANCES_DECIDED.topicName());
            assertThat(reports(next).getFirst().resolvedAt()).isNull();

            ReusedConnections.update(database, "grant insert on notification.message to usher_notifier_worker");
            await().atMost(A_WHILE).until(() -> reports(next).size() == 2);
            assertThat(reports(next).getLast().resolvedAt()).isNotNull();
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 2);
            assertThat(notifier.liveness().is2xxSuccessful()).isTrue();
        }
    }

    @Test
    void aPartitionOfWhichNothingWasEverConsumedIsReported() throws SQLException {
        Kafka.publish(List.of(events.accepted(inbox.address("first"))));
        ReusedConnections.update(database, "revoke insert on notification.message from usher_notifier_worker");
        try (RunningNotifier notifier = RunningNotifier.besideOthers(
                invited.invitation(), database, "--usher.stalls.after=2s", "--usher.stalls.look-every=200ms")) {
            await().atMost(A_WHILE).until(() -> !reports().isEmpty());
            assertThat(notifier.liveness().is2xxSuccessful()).isTrue();

            ReusedConnections.update(database, "grant insert on notification.message to usher_notifier_worker");
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);
        }
    }

    /** The offset behind the last record of the partition. */
    private long end() {
        return Kafka.all(Topic.ACCEPTANCES_DECIDED.topicName()).stream()
                        .filter(record -> record.partition() == partition)
                        .mapToLong(ConsumerRecord::offset)
                        .max()
                        .orElseThrow()
                + 1;
    }

    /** The first mail may take longer than that, while the notifier is cold. */
    private List<OpsConsumerStalled> reports(long next) {
        return reports().stream().filter(report -> report.next() == next).toList();
    }

    /** Of other partitions this program commits nothing: it reads only what is about the invitation. */
    private List<OpsConsumerStalled> reports() {
        return Kafka.all(Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(received -> ((Readable) received).event())
                .filter(OpsConsumerStalled.class::isInstance)
                .map(OpsConsumerStalled.class::cast)
                .filter(report -> report.group().endsWith(invited.invitation().toString())
                        && report.topic().equals(Topic.ACCEPTANCES_DECIDED.topicName())
                        && report.partition() == partition)
                .toList();
    }
}
