package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MessageId;
import io.usher.embedded.CaughtMail;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SendingOnceIT {

    private static final Duration A_WHILE = Duration.ofMinutes(2);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();

    @Test
    void anEventThatArrivesThreeTimesMakesOneMail() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        List<Event> thrice = List.of(
                directory.invite(events.invited(inbox.address("invited"))),
                events.accepted(inbox.address("accepted")),
                events.rejected(inbox.address("rejected"), RejectionReason.QUOTA_FULL));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(thrice);
            await().atMost(A_WHILE).until(() -> inbox.mails().size() >= 3);
            Kafka.publish(thrice);
            Kafka.publish(thrice);
            Kafka.publish(List.of(events.accepted(inbox.address("last"))));

            await().atMost(A_WHILE).until(() -> inbox.recipients().contains(inbox.address("last")));

            assertThat(inbox.recipients())
                    .containsExactlyInAnyOrder(
                            inbox.address("invited"),
                            inbox.address("accepted"),
                            inbox.address("rejected"),
                            inbox.address("last"));
        }
    }

    @Test
    void aMailSaysWhoInvitesAndWhereToGo() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        try (RunningNotifier notifier = RunningNotifier.on(database, "--usher.mail.public-url=https://join.example/")) {
            InviteeInvited ada = directory.invite(events.invited(inbox.address("ada")));
            Kafka.publish(List.of(ada));

            await().atMost(A_WHILE).until(() -> !inbox.mails().isEmpty());

            CaughtMail mail = inbox.mails().getFirst();
            String link = "https://join.example/i/" + invited.code() + "/p/" + RunningNotifier.mailedToken(ada);
            assertThat(mail.subject()).isEqualTo("Analytical Engines invites you to Spring challenge");
            assertThat(mail.text()).contains("Hello Ada", link);
            assertThat(mail.html()).contains("Hello Ada", "href=\"" + link + "\"");
            assertThat(mail.headers())
                    .containsEntry("From", "Analytical Engines <no-reply@usher.localhost>")
                    .containsEntry("To", "Ada Lovelace <" + inbox.address("ada") + ">")
                    .containsEntry("Auto-Submitted", "auto-generated")
                    .hasEntrySatisfying("Message-ID", id -> assertThat(id).endsWith("@usher.localhost>"));
        }
    }

    @Test
    void aMailWithoutInvitationIsSentAndReportedUnderItsOwnKey() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        MessageId message = directory.addWelcome(invited.organization(), inbox.address("ada"));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE)
                    .until(() -> !PublishedEmailEvents.ids(message).isEmpty());
        }
        assertThat(inbox.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.text()).contains("You are now a member of Analytical Engines."));
        assertThat(PublishedEmailEvents.ids(message)).containsExactly(message + ".sent");
    }

    @Test
    void twoInstancesSendEachMailOnce() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        List<String> people = IntStream.range(0, 1_000)
                .mapToObj(i -> inbox.address("person" + i))
                .toList();
        try (RunningNotifier one = RunningNotifier.on(database);
                RunningNotifier other = RunningNotifier.on(database)) {
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") >= people.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    void oldMessagesAreDeletedAndAReplayOfTheirEventsSendsNothing() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        Event old = events.accepted(inbox.address("old"));
        Event recent = events.accepted(inbox.address("recent"));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(old, recent));
            await().atMost(A_WHILE)
                    .until(() -> PublishedEmailEvents.ids(invited.invitation()).size() == 4);
        }
        directory.age(inbox.address("old"), Duration.ofDays(91));
        directory.age(inbox.address("recent"), Duration.ofDays(89));
        directory.addOldMessages(invited, 2_500, Duration.ofDays(91));

        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 1);
            Kafka.publishAsOf(Instant.now().minus(Duration.ofDays(91)), List.of(old));
            Kafka.publish(List.of(recent, events.accepted(inbox.address("last"))));

            await().atMost(A_WHILE).until(() -> inbox.recipients().contains(inbox.address("last")));
        }
        assertThat(inbox.recipients())
                .containsExactlyInAnyOrder(inbox.address("old"), inbox.address("recent"), inbox.address("last"));
    }
}
