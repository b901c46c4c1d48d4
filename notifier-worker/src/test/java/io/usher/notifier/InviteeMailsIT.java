package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.embedded.CaughtMail;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What invitees are sent, and what they are not sent any more. */
final class InviteeMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", "de");
    private final Events events = new Events(invited.organization(), invited.invitation());

    @Test
    void anInvitationIsSentOnceMoreWithItsNewLinkAndOnceHoweverOftenTheEventArrives() {
        InviteeInvited ada = directory.invite(events.invited(inbox.address("ada")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(ada));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 1);

            directory.renewLink(ada, 2);
            Kafka.publish(List.of(events.resent(ada, 2), events.resent(ada, 2), ada));
            sync();
        }
        assertThat(to(ada)).hasSize(2);
        assertThat(to(ada).getFirst().text()).contains("/p/" + RunningNotifier.mailedToken(ada, 2));
        assertThat(to(ada).getLast().text()).contains("/p/" + RunningNotifier.mailedToken(ada, 1));
    }

    @Test
    void whoIsNotInvitedAnyMoreOrHasAnsweredGetsNoInvitationThatWaited() {
        directory.disable(invited.invitation());
        InviteeInvited pending = directory.invite(events.invited(inbox.address("pending")));
        InviteeInvited cancelled = directory.invite(events.invited(inbox.address("cancelled")));
        InviteeInvited declined = directory.invite(events.invited(inbox.address("declined")));
        InviteeInvited accepted = directory.invite(events.invited(inbox.address("accepted")));
        InviteeInvited waiting = directory.invite(events.invited(inbox.address("waiting")));
        InviteeInvited renewed = directory.invite(events.invited(inbox.address("renewed")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(pending, cancelled, declined, accepted, waiting, renewed));
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == 6);

            directory.cancel(cancelled);
            directory.decline(declined);
            Kafka.publish(List.of(events.cancelled(cancelled), events.declined(declined)));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "failed") == 2);

            directory.ask(accepted, "accepted");
            directory.ask(waiting, "waitlisted");
            directory.renewLink(renewed, 2);
            directory.enable(invited.invitation());
            Kafka.publish(List.of(events.resent(renewed, 2), events.enabled()));
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 2);
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(failures())
                            .containsExactlyInAnyOrder(
                                    "the invitee was cancelled before it was sent",
                                    "the invitee declined before it was sent",
                                    "the invitee had asked for a seat before it was sent",
                                    "the invitee had asked for a seat before it was sent",
                                    "a newer invitation replaced it before it was sent"));
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrder(pending.email(), renewed.email());
        assertThat(to(renewed).getFirst().text()).contains("/p/" + RunningNotifier.mailedToken(renewed, 2));
    }

    @Test
    void whoHasNotAnsweredIsRemindedOnceThreeDaysBeforeTheEnd() {
        InviteeInvited soon = directory.invite(events.invited(inbox.address("Soon")));
        InviteeInvited later = directory.invite(events.invited(inbox.address("later")));
        InviteeInvited accepted = directory.invite(events.invited(inbox.address("accepted")));
        InviteeInvited cancelled = directory.invite(events.invited(inbox.address("cancelled")));
        InviteeInvited withdrawn = directory.invite(events.invited(inbox.address("withdrawn")));
        InviteeInvited removed = directory.invite(events.invited(inbox.address("removed")));
        InviteeInvited rejected = directory.invite(events.invited(inbox.address("rejected")));
        InviteeInvited unmailed = directory.invite(events.invited(inbox.address("unmailed"), false));
        Invited ending = directory.invitation("Difference Engines", "Autumn challenge", null);
        Events ofEnding = new Events(ending.organization(), ending.invitation());
        InviteeInvited ends = directory.invite(ofEnding.invited(inbox.address("ends")));
        Invited recent = directory.invitation("Difference Engines", "Winter challenge", null);
        InviteeInvited late =
                directory.invite(new Events(recent.organization(), recent.invitation()).invited(inbox.address("late")));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(
                    List.of(soon, later, accepted, cancelled, withdrawn, removed, rejected, unmailed, ends, late));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 9);
            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == 7);
        }
        List.of(soon, accepted, cancelled, withdrawn, removed, rejected, unmailed)
                .forEach(one -> directory.endLink(one, Duration.ofDays(2)));
        directory.endLink(later, Duration.ofDays(4));
        directory.expire(ending.invitation(), Duration.ofDays(2));
        directory.expire(recent.invitation(), Duration.ofDays(2));
        directory.ageMails(invited.invitation(), Duration.ofDays(2));
        directory.ageMails(ending.invitation(), Duration.ofDays(2));
        directory.ask(accepted, "accepted");
        directory.answer(withdrawn, "withdrawn");
        directory.answer(removed, "accepted");
        directory.answer(rejected, "rejected");
        directory.cancel(cancelled);
        for (int starts = 0; starts < 2; starts++) {
            try (RunningNotifier notifier = RunningNotifier.on(database)) {
                await().atMost(A_WHILE).until(() -> inbox.mails().size() >= 11);
                sync();
            }
        }
        assertThat(to(soon)).hasSize(2);
        assertThat(to(soon).getFirst().subject())
                .isEqualTo("Erinnerung: Analytical Engines lädt Sie ein: Spring challenge");
        assertThat(to(soon).getFirst().text())
                .contains("/p/" + RunningNotifier.mailedToken(soon), "gilt nur für Sie und bis");
        assertThat(to(ends)).hasSize(2);
        assertThat(to(ends).getFirst().subject())
                .isEqualTo("Reminder: Difference Engines invites you to Autumn challenge");
        for (InviteeInvited other : List.of(later, accepted, cancelled, withdrawn, removed, rejected, late)) {
            assertThat(to(other)).as(other.email()).hasSize(1);
        }
        assertThat(to(unmailed)).isEmpty();
        assertThat(PublishedEmailEvents.byRecipient(invited.invitation()).get(soon.email()))
                .extracting(event -> event.mail().kind())
                .containsExactly(EmailKind.INVITATION, EmailKind.INVITATION, EmailKind.REMINDER, EmailKind.REMINDER);
    }

    /** Returns when mails that were caused before would be here. */
    private void sync() {
        long before = inbox.recipients().stream()
                .filter(inbox.address("sync")::equals)
                .count();
        Kafka.publish(List.of(events.accepted(inbox.address("sync"))));
        await().atMost(A_WHILE)
                .until(() -> inbox.recipients().stream()
                                .filter(inbox.address("sync")::equals)
                                .count()
                        > before);
    }

    private List<CaughtMail> to(InviteeInvited invitee) {
        return inbox.mails().stream()
                .filter(mail -> mail.to().contains(invitee.email()))
                .toList();
    }

    private List<String> failures() {
        return PublishedEmailEvents.byRecipient(invited.invitation()).values().stream()
                .flatMap(List::stream)
                .filter(EmailFailed.class::isInstance)
                .map(EmailFailed.class::cast)
                .map(EmailFailed::reason)
                .toList();
    }
}
