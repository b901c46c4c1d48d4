package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

final class SmtpOutageIT {

    private static final Duration A_WHILE = Duration.ofSeconds(90);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Inbox inbox = new Inbox();

    @AfterEach
    void startMailCatcherForOtherTests() {
        TestServers.mail().start();
    }

    @Test
    void anOutageDelaysMailAndNothingElse() {
        List<String> people = people(200);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            TestServers.mail().stop();
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "queued") == people.size());
            await().atMost(A_WHILE).until(() -> notifier.readiness() == HttpStatus.OK);
            assertThat(inbox.mails()).isEmpty();

            TestServers.mail().start();
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    void aWelcomeIsSentBeforeInvitationsThatHaveBeenDueLonger() {
        List<String> people = people(20);
        String accepted = inbox.address("accepted");
        try (RunningNotifier notifier =
                RunningNotifier.on(database, "--usher.mail.sending.concurrency=1", "--usher.mail.sending.claim=1")) {
            TestServers.mail().stop();
            Kafka.publish(people.stream()
                    .map(address -> directory.invite(events.invited(address)))
                    .toList());
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "queued") == people.size());
            // The only sender must not have an invitation on its way as the server returns.
            await().atMost(A_WHILE)
                    .until(() -> notifier.metrics()
                            .contains("usher_work_failures_total{cause=\"outage\",work=\"sending\"}"));
            Kafka.publish(List.of(events.accepted(accepted)));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "queued") > people.size());

            TestServers.mail().start();
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") > people.size());
        }
        assertThat(inbox.recipients()).as("newest first").endsWith(accepted).hasSize(people.size() + 1);
    }

    @Test
    void anOutageWhileSendingLosesNothing() {
        List<String> people = people(500);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(people.stream().map(events::accepted).toList());
            await().atMost(A_WHILE).until(() -> inbox.mails().size() > 20);
            TestServers.mail().stop();
            TestServers.mail().start();

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size());
        }
        // A mail whose acknowledgement was cut off may come twice, with one Message-ID.
        assertThat(inbox.recipients()).containsAll(people);
        assertThat(inbox.mails().stream()
                        .map(mail -> mail.headers().get("Message-ID"))
                        .distinct())
                .hasSize(people.size());
    }

    @Test
    void aPermanentlyRefusedMailFailsAndIsReported() {
        String refused = inbox.address("refused");
        String welcome = inbox.address("welcome");
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(
                        recipient -> recipient.equals(refused) ? "550 5.7.1 not from you" : "250 ok");
                RunningNotifier notifier = RunningNotifier.on(database, "--spring.mail.port=" + server.port())) {
            Kafka.publish(List.of(events.accepted(refused), events.accepted(welcome)));

            await().atMost(A_WHILE).until(() -> reports(EmailFailed.class, 1) && reports(EmailSent.class, 1));
            assertThat(server.recipients()).containsExactlyInAnyOrder(refused, welcome);
            assertThat(server.accepted()).containsExactly(welcome);
        }
        Map<String, List<EmailEvent>> events = PublishedEmailEvents.byRecipient(invited.invitation());
        assertThat(events.get(refused)).hasExactlyElementsOfTypes(EmailQueued.class, EmailFailed.class);
        assertThat(events.get(refused)).last().satisfies(event -> {
            EmailFailed failed = (EmailFailed) event;
            assertThat(failed.reason()).isEqualTo("550 5.7.1 not from you");
            assertThat(failed.attempts()).isOne();
        });
        assertThat(events.get(welcome)).hasExactlyElementsOfTypes(EmailQueued.class, EmailSent.class);
    }

    @Test
    void aTemporarilyRefusedMailIsRetried() {
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        String putOff = inbox.address("put-off");
        String cutOff = inbox.address("cut-off");
        String other = inbox.address("other");
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(recipient -> {
                    boolean first = attempts.merge(recipient, 1, Integer::sum) == 1;
                    return first && recipient.equals(putOff)
                            ? "451 4.7.1 greylisted"
                            : first && recipient.equals(cutOff) ? "" : "250 ok";
                });
                RunningNotifier notifier = RunningNotifier.on(
                        database, "--spring.mail.port=" + server.port(), "--usher.mail.retry.first-pause=100ms")) {
            Kafka.publish(List.of(events.accepted(putOff), events.accepted(cutOff), events.accepted(other)));

            await().atMost(A_WHILE).until(() -> reports(EmailSent.class, 3));
            assertThat(server.accepted()).containsExactlyInAnyOrder(putOff, cutOff, other);
        }
        assertThat(PublishedEmailEvents.byRecipient(invited.invitation()).get(putOff))
                .last()
                .satisfies(event -> assertThat(((EmailSent) event).attempts()).isEqualTo(2));
    }

    private List<String> people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> inbox.address("person" + i))
                .toList();
    }

    private boolean reports(Class<? extends EmailEvent> type, long count) {
        return PublishedEmailEvents.byRecipient(invited.invitation()).values().stream()
                        .flatMap(List::stream)
                        .filter(type::isInstance)
                        .count()
                == count;
    }
}
