package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MessageId;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Mails that find no mailbox, as the mail server says at once or later. */
final class BouncesIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());

    @Test
    void aRecipientWithoutMailboxBouncesAndIsNotInvitedAgain() {
        InviteeInvited nobody = directory.invite(events.invited(inbox.address("nobody")));
        InviteeInvited blocked = directory.invite(events.invited(inbox.address("blocked")));
        Map<String, String> replies =
                Map.of(nobody.email(), "550 5.1.1 nobody here", blocked.email(), "550 5.7.1 not from you");
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.answering(recipient -> replies.getOrDefault(recipient, "250 ok"));
                RunningNotifier notifier = RunningNotifier.on(database, "--spring.mail.port=" + server.port())) {
            Kafka.publish(List.of(nobody, blocked));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "bounced") == 1);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "failed") == 1);
            resend(nobody, blocked);

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "suppressed") == 1);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "failed") == 2);
            assertThat(server.recipients()).containsOnlyOnce(nobody.email());
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(mails(nobody))
                            .hasExactlyElementsOfTypes(
                                    EmailQueued.class, EmailBounced.class, EmailQueued.class, EmailSuppressed.class));
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(mails(blocked))
                            .hasExactlyElementsOfTypes(
                                    EmailQueued.class, EmailFailed.class, EmailQueued.class, EmailFailed.class));
        }
        assertThat(((EmailBounced) mails(nobody).get(1)).reason()).isEqualTo("550 5.1.1 nobody here");
        assertThat(((EmailSuppressed) mails(nobody).getLast()).reason()).isEqualTo(SuppressionReason.BOUNCED);
        assertThat(directory.suppressions()).isOne();
    }

    @Test
    void aMailThatIsReportedAsNotDeliveredEndsOnceAsIfItHadBeenRefusedAtOnce() {
        InviteeInvited ada = directory.invite(events.invited(inbox.address("ada")));
        InviteeInvited full = directory.invite(events.invited(inbox.address("full")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(ada, full));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 2);
            MessageId mail = directory.newestMail(ada.email());
            Kafka.publish(List.<Event>of(
                    report(new MessageId(UUID.randomUUID()), ada.email(), "5.1.1"),
                    report(mail, inbox.address("mallory"), "5.1.1"),
                    report(mail, ada.email(), "5.1.1"),
                    report(mail, ada.email(), "5.1.1"),
                    report(directory.newestMail(full.email()), full.email(), "5.2.2")));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "bounced") == 1);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "failed") == 1);
            resend(ada, full);

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "suppressed") == 1);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 1);
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(mails(ada))
                            .hasExactlyElementsOfTypes(
                                    EmailQueued.class,
                                    EmailSent.class,
                                    EmailBounced.class,
                                    EmailQueued.class,
                                    EmailSuppressed.class));
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(mails(full))
                            .hasExactlyElementsOfTypes(
                                    EmailQueued.class,
                                    EmailSent.class,
                                    EmailFailed.class,
                                    EmailQueued.class,
                                    EmailSent.class));
        }
        assertThat(mails(ada).get(2).mail().kind()).isEqualTo(EmailKind.INVITATION);
        assertThat(directory.suppressions(invited.organization(), ada.email(), SuppressionReason.BOUNCED))
                .isOne();
        assertThat(directory.suppressions()).isOne();
    }

    /** A mail that nobody has sent yet cannot have bounced. */
    @Test
    void aReportAboutAMailThatWaitsChangesNothing() {
        directory.disable(invited.invitation());
        InviteeInvited ada = directory.invite(events.invited(inbox.address("ada")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(ada));
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == 1);
            EmailBounceReported early = report(directory.newestMail(ada.email()), ada.email(), "5.1.1");
            ProducerRecord<byte[], byte[]> poison = poison(early.key());
            Kafka.publish(List.of(early));
            Kafka.send(List.of(poison));
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(Kafka.all(Topic.EMAILS_REQUESTED.deadLetters()))
                            .as("what comes after the report is set aside")
                            .anyMatch(letter -> Arrays.equals(letter.value(), poison.value())));
            directory.enable(invited.invitation());
            Kafka.publish(List.of(events.enabled()));

            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);
        }
        assertThat(directory.messages(invited.invitation(), "bounced")).isZero();
    }

    private static ProducerRecord<byte[], byte[]> poison(String key) {
        return new ProducerRecord<>(
                Topic.EMAILS_REQUESTED.topicName(),
                key.getBytes(UTF_8),
                ("poison " + UUID.randomUUID()).getBytes(UTF_8));
    }

    private void resend(InviteeInvited... invitees) {
        for (InviteeInvited invitee : invitees) {
            directory.renewLink(invitee, 2);
            Kafka.publish(List.of(events.resent(invitee, 2)));
        }
    }

    private List<EmailEvent> mails(InviteeInvited invitee) {
        return PublishedEmailEvents.byRecipient(invited.invitation()).getOrDefault(invitee.email(), List.of());
    }

    private static EmailBounceReported report(MessageId mail, String address, String status) {
        return new EmailBounceReported(
                new CommandId(UUID.randomUUID()),
                mail,
                address,
                status,
                "550 " + status + " not delivered",
                Events.NOON);
    }
}
