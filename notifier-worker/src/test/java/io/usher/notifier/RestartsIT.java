package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.FaultProxy;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

final class RestartsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(90);
    private static final int PEOPLE = 300;

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Inbox inbox = new Inbox();
    private final List<String> people = IntStream.range(0, PEOPLE)
            .mapToObj(i -> inbox.address("person" + i))
            .toList();

    @AfterEach
    void startServersForOtherTests() {
        TestServers.postgres().start();
        TestServers.kafka().start();
    }

    @Test
    void aRestartOfTheDatabaseLosesNothingAndSendsNothingTwice() {
        // Messages that were claimed as the connection broke are claimed again when their lease ends.
        try (RunningNotifier notifier =
                RunningNotifier.on(database, "--usher.mail.sending.lease=10s", "--usher.mail.attempt-within=5s")) {
            Kafka.publish(
                    people.subList(0, PEOPLE / 2).stream().map(events::accepted).toList());
            await().atMost(A_WHILE).until(() -> inbox.mails().size() > 20);
            TestServers.postgres().stop();
            Kafka.publish(people.subList(PEOPLE / 2, PEOPLE).stream()
                    .map(events::accepted)
                    .toList());
            TestServers.postgres().start();

            await().atMost(A_WHILE).until(() -> inbox.mails().size() >= PEOPLE);
            await().atMost(A_WHILE)
                    .ignoreExceptions()
                    .until(() -> directory.messages(invited.invitation(), "sent") == PEOPLE);
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    void aConnectionThatDiesDuringAQueryStopsNoMail() {
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres())) {
            proxy.stallAfter("update skip locked");
            try (RunningNotifier notifier =
                    RunningNotifier.on(proxy.through(database), "--spring.r2dbc.properties.statementTimeout=PT2S")) {
                await().atMost(A_WHILE).until(proxy::isStalled);
                proxy.restore();
                await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.OK);

                Kafka.publish(people.stream().map(events::accepted).toList());

                await().atMost(A_WHILE).until(() -> inbox.mails().size() >= PEOPLE);
            }
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    void eachMailIsReportedAsQueuedThenSentDespiteABrokerRestart() {
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(people.stream().map(events::accepted).toList());
            await().atMost(A_WHILE).until(() -> inbox.mails().size() > 20);
            TestServers.kafka().restart();

            await().atMost(A_WHILE)
                    .until(() -> PublishedEmailEvents.ids(invited.invitation()).size() == 2 * PEOPLE);
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
        assertThat(PublishedEmailEvents.byRecipient(invited.invitation()))
                .hasSize(PEOPLE)
                .allSatisfy((email, events) -> {
                    assertThat(events.getFirst()).isInstanceOf(EmailQueued.class);
                    assertThat(events.getLast()).isInstanceOf(EmailSent.class);
                });
    }

    @Test
    void twoInstancesReportEachStateOnce() {
        try (RunningNotifier one = RunningNotifier.on(database);
                RunningNotifier other = RunningNotifier.on(database)) {
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE)
                    .until(() -> PublishedEmailEvents.ids(invited.invitation()).size() >= 2 * PEOPLE);
        }
        assertThat(PublishedEmailEvents.idsWithRepeats(invited.invitation()))
                .hasSize(2 * PEOPLE)
                .doesNotHaveDuplicates();
    }

    @Test
    void readinessFollowsTheDatabaseAndTheBrokerAndLivenessTheConsumer() {
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.OK);

            TestServers.postgres().stop();
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(notifier.liveness()).isEqualTo(HttpStatus.OK);
            TestServers.postgres().start();
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.OK);

            TestServers.kafka().stop();
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(notifier.liveness()).isEqualTo(HttpStatus.OK);
            TestServers.kafka().start();
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.OK);

            assertThat(notifier.metrics())
                    .contains("usher_notifier_queue")
                    .contains("usher_work_age_seconds{work=\"sending\"}");

            notifier.stopConsuming();
            await().atMost(A_WHILE).until(() -> notifier.liveness() == HttpStatus.SERVICE_UNAVAILABLE);
        }
    }

    @Test
    void theDatabaseEndsStatementsThatHang() {
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            assertThat(notifier.databaseSetting("statement_timeout")).isEqualTo("10s");
            assertThat(notifier.databaseSetting("lock_timeout")).isEqualTo("5s");
            assertThat(notifier.databaseSetting("idle_in_transaction_session_timeout"))
                    .isEqualTo("20s");
        }
    }
}
