package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.CommandId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.UnsubscribeLinks;
import io.usher.runtime.links.UnsubscribeLinks.Unsubscription;
import io.usher.testing.TestServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What becomes of mails that their recipients do not want. */
final class SuppressedMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Invited other = directory.invitation("Difference Engines", "Autumn challenge", null);
    private final Events ofOther = new Events(other.organization(), other.invitation());

    @Test
    void whoUnsubscribesGetsOnlyTransactionalMailOfThatOrganization() {
        InviteeInvited ada = directory.invite(events.invited(inbox.address("ada")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(ada));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);
            Unsubscription unsubscription = unsubscription();
            assertThat(unsubscription).isEqualTo(new Unsubscription(invited.organization(), ada.email()));

            EmailUnsubscriptionRequested request = request(unsubscription);
            Kafka.publish(List.of(request, request));
            await().atMost(A_WHILE).until(() -> unsubscribed(ada) == 1);
            directory.renewLink(ada, 2);
            Kafka.publish(List.of(
                    events.resent(ada, 2),
                    events.accepted(ada.email()),
                    directory.invite(ofOther.invited(ada.email()))));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 3);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "suppressed") == 1);
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(PublishedEmailEvents.byRecipient(invited.invitation())
                                    .get(ada.email()))
                            .filteredOn(event -> event.mail().kind() == EmailKind.INVITATION)
                            .hasExactlyElementsOfTypes(
                                    EmailQueued.class, EmailSent.class, EmailQueued.class, EmailSuppressed.class)
                            .last()
                            .extracting(event -> ((EmailSuppressed) event).reason())
                            .isEqualTo(SuppressionReason.UNSUBSCRIBED));
        }
        assertThat(inbox.mails())
                .extracting(mail -> mail.subject())
                .containsExactlyInAnyOrder(
                        "Analytical Engines invites you to Spring challenge",
                        "Difference Engines invites you to Autumn challenge",
                        "Welcome to Analytical Engines");
    }

    @Test
    void aRemovedSuppressionIsOverUnlessThereIsAYoungerOne() {
        String ada = inbox.address("ada");
        String bob = inbox.address("bob");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    request(new Unsubscription(invited.organization(), ada)),
                    request(new Unsubscription(invited.organization(), bob)),
                    removal(ada, Events.NOON),
                    removal(bob, Events.NOON.minusMillis(1))));
            await().atMost(A_WHILE)
                    .until(() ->
                            directory.suppressions(invited.organization(), bob, SuppressionReason.UNSUBSCRIBED) == 1
                                    && directory.suppressions() == 1);
            Kafka.publish(List.of(directory.invite(events.invited(ada)), directory.invite(events.invited(bob))));

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "suppressed") == 1);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 1);
        }
        assertThat(inbox.recipients()).containsExactly(ada);
    }

    private EmailSuppressionRemovalRequested removal(String address, Instant at) {
        return new EmailSuppressionRemovalRequested(
                new CommandId(UUID.randomUUID()), invited.organization(), address, at);
    }

    /** The hash that stays of them is enough to tell. */
    @Test
    void whoWasErasedStaysUnsubscribed() {
        String ada = inbox.address("ada");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(request(new Unsubscription(invited.organization(), ada))));
            await().atMost(A_WHILE).until(() -> directory.suppressions() == 1);
            Kafka.publish(List.of(new MemberErasureRequested(
                    new CommandId(UUID.randomUUID()), invited.organization(), ada, Instant.EPOCH)));
            await().atMost(A_WHILE).until(() -> directory.erasures() == 1);

            Kafka.publish(List.of(directory.invite(events.invited(ada))));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "suppressed") == 1);
        }
        assertThat(directory.suppressions()).isOne();
        assertThat(directory.suppressions(invited.organization(), ada, SuppressionReason.UNSUBSCRIBED))
                .isZero();
        assertThat(inbox.mails()).isEmpty();
    }

    /** Nobody else reads them: an unknown request may be a right that is lost. */
    @Test
    void requestsThatCannotBeReadAreSetAside() {
        ProducerRecord<byte[], byte[]> later = EventCodec.encode(new EventMessage(
                "1",
                Source.API,
                Events.NOON,
                request(new Unsubscription(invited.organization(), inbox.address("ada")))));
        later.headers()
                .remove("ce_dataschema")
                .remove("ce_type")
                .add("ce_type", "io.usher.email.postponement-requested.v1".getBytes(StandardCharsets.UTF_8));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.send(List.of(later));
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(Kafka.all(Topic.EMAILS_REQUESTED.deadLetters()))
                            .filteredOn(letter -> Arrays.equals(letter.value(), later.value()))
                            .hasSize(1)
                            .allSatisfy(letter -> assertThat(letter.headers()
                                            .lastHeader(DeadLetter.REASON)
                                            .value())
                                    .asString(StandardCharsets.UTF_8)
                                    .startsWith("unknown event type")));
        }
    }

    private long unsubscribed(InviteeInvited invitee) {
        return directory.suppressions(invited.organization(), invitee.email(), SuppressionReason.UNSUBSCRIBED);
    }

    /** What the link in the newest mail is for. */
    private Unsubscription unsubscription() {
        String header = String.valueOf(inbox.mails().getFirst().headers().get("List-Unsubscribe"));
        assertThat(header).startsWith("<http://localhost:8080/unsubscribe/").endsWith(">");
        return new UnsubscribeLinks(LinkKeys.of(RunningNotifier.LINK_KEY, ""))
                .read(header.substring(header.lastIndexOf('/') + 1, header.length() - 1))
                .orElseThrow();
    }

    private static EmailUnsubscriptionRequested request(Unsubscription unsubscription) {
        return new EmailUnsubscriptionRequested(
                new CommandId(UUID.randomUUID()), unsubscription.organization(), unsubscription.address(), Events.NOON);
    }
}
