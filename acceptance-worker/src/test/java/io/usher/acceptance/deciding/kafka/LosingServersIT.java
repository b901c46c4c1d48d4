package io.usher.acceptance.deciding.kafka;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.EmbeddedKafka;
import io.usher.testing.FaultProxy;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Workers that lose their servers, or what those have kept. */
final class LosingServersIT extends DecidingScenario {

    /** As after a broker that lost its disk: the position in the database is ahead of the log. */
    @Test
    void aRecreatedLogIsDecidedFromItsBeginning() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(13);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
        worker.close();
        TestTopics.recreate();
        usher.askAll(people(invitation, 10, 5));

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 15);
        await().atMost(SOON).until(() -> decisions().size() == 5);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted'"))
                .isEqualTo(13);
    }

    /** The position lies within the new log: only the topic's id tells. */
    @Test
    void aNewLogThatIsLongerThanTheOldOneIsDecidedFromItsBeginning() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
        worker.close();
        TestTopics.recreate();
        usher.askAll(people(invitation, 10, 15));

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 25);
    }

    @Test
    void aLogThatIsRecreatedWhileTheWorkerRunsIsDecidedFromItsBeginning() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);

        TestTopics.recreate();
        usher.askAll(people(invitation, 10, 15));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 25);
    }

    /** The topic keeps its id: only the epochs of the leaders tell. */
    @Test
    void aPartitionThatLostItsRecordsIsDecidedFromWhereItContinues(@TempDir Path folder) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder, 0)) {
            var worker = usher.startWorkerOn(usher.database, broker);
            InvitationId invitation = usher.invitation(null);
            ask(broker, people(invitation, 10));
            await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
            worker.close();
            broker.stop();
            loseRecords(folder);
            broker.start();
            ask(broker, people(invitation, 10, 15));

            usher.startWorkerOn(usher.database, broker);

            await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 25);
        }
    }

    private static void ask(EmbeddedKafka broker, List<AcceptanceRequested> requests) {
        try (KafkaProducer<byte[], byte[]> producer = TestTopics.producer(broker, Map.of())) {
            WorkerFixture.sendAll(producer, requests);
        }
    }

    private static void loseRecords(Path folder) throws IOException {
        try (Stream<Path> logs = Files.list(folder.resolve("logs"))) {
            for (Path log : logs.filter(LosingServersIT::isOfRequests).toList()) {
                boolean deleted = FileSystemUtils.deleteRecursively(log);
                assertThat(deleted).isTrue();
            }
        }
    }

    private static boolean isOfRequests(Path log) {
        return log.getFileName().toString().startsWith(Topic.ACCEPTANCES_REQUESTED.topicName() + "-");
    }

    @Test
    void aBrokerAndADatabaseThatGoAwayLoseNothing() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(300);
        usher.askAll(people(invitation, 200));
        TestServers.kafka().restart();
        usher.askAll(people(invitation, 200, 200));
        TestServers.postgres().restart();
        usher.askAll(people(invitation, 400, 200));

        await().atMost(SOON).ignoreExceptions().until(() -> decisions().size() == 600);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal <= 300"))
                .isEqualTo(300);
        assertThat(usher.count("onboarding.acceptance where outcome = 'rejected'"))
                .isEqualTo(300);
    }

    @Test
    void aCommitWithoutResponseLosesAndDoublesNothing() {
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres())) {
            var worker = usher.startWorkerOn(
                    proxy.through(usher.database), TestServers.kafka(), "usher.deciding.batch-timeout=5s");
            InvitationId invitation = usher.invitation(100);
            usher.askAll(people(invitation, 1));
            await().atMost(SOON).until(() -> decisions().size() == 1);
            proxy.stallAfter("COMMIT");
            usher.askAll(people(invitation, 1, 199));
            await().atMost(SOON).until(proxy::isStalled);
            assertThat(decisions()).hasSizeLessThan(200);
            proxy.restore();

            await().atMost(SOON).until(() -> decisions().size() == 200);
            worker.close();
        }
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal <= 100"))
                .isEqualTo(100);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(200);
        assertThat(eventsWithRepeats(Topic.ACCEPTANCES_DECIDED).stream()
                        .collect(groupingBy(Readable::id, mapping(Readable::event, toSet()))))
                .hasSize(200)
                .allSatisfy((id, contents) ->
                        assertThat(contents).as("repeats are equal").hasSize(1));
    }
}
