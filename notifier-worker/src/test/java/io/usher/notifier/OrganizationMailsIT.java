package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AccountId;
import io.usher.embedded.CaughtMail;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The language and the reply address of an organization, on its mails. */
final class OrganizationMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();

    @Test
    void everyMailIsInItsLanguageAndAnsweredAtItsAddress() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        directory.change(invited.organization(), "fr", "Office@Bücher.example");
        Events events = new Events(invited.organization(), invited.invitation());
        InviteeInvited ada = directory.invite(events.invited(inbox.address("invited")));
        directory.member(invited, inbox.address("ending"), MONTH, Duration.ofDays(3), "active");
        directory.member(invited, inbox.address("ended"), MONTH, Duration.ofMinutes(-1), "ended");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    ada,
                    events.accepted(inbox.address("accepted")),
                    events.waitlisted(inbox.address("waiting"), null),
                    events.promoted(inbox.address("promoted")),
                    events.rejected(inbox.address("rejected"), RejectionReason.QUOTA_FULL),
                    events.accessEnded(inbox.address("ended"), Instant.now())));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == 7);
        }
        assertThat(inbox.mails()).allSatisfy(mail -> {
            assertThat(mail.html()).as(mail.subject()).contains("lang=\"fr\"");
            assertThat(mail.headers()).containsEntry("Reply-To", "Analytical Engines <Office@xn--bcher-kva.example>");
        });
    }

    @Test
    void anInvitationKeepsItsOwnLanguage() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", "de");
        directory.change(invited.organization(), "fr", null);

        assertThat(mailOf(new Events(invited.organization(), invited.invitation()).accepted(inbox.address("ada"))))
                .satisfies(mail -> assertThat(mail.html()).contains("lang=\"de\""));
    }

    @Test
    void aChangeAppliesToLaterMails() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        directory.change(invited.organization(), "fr", "office@example.org");
        CaughtMail first = mailOf(events.accepted(inbox.address("first")));
        directory.change(invited.organization(), "ja", "desk@example.org");
        CaughtMail second = mailOf(events.accepted(inbox.address("second")));
        directory.change(invited.organization(), null, null);
        CaughtMail third = mailOf(events.accepted(inbox.address("third")));

        assertThat(first.html()).contains("lang=\"fr\"");
        assertThat(first.headers()).containsEntry("Reply-To", "Analytical Engines <office@example.org>");
        assertThat(second.html()).contains("lang=\"ja\"");
        assertThat(second.headers()).containsEntry("Reply-To", "Analytical Engines <desk@example.org>");
        assertThat(third.html()).contains("lang=\"en\"");
        assertThat(third.headers()).doesNotContainKey("Reply-To");
    }

    @Test
    void aMailAboutAnAccountAloneIsNotTheOrganizations() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        directory.change(invited.organization(), "fr", "office@example.org");

        CaughtMail mail = mailOf(new AccountPasswordChanged(
                new AccountId(UUID.randomUUID()), inbox.address("ada"), null, null, null, Instant.now()));

        assertThat(mail.html()).contains("lang=\"en\"");
        assertThat(mail.headers()).doesNotContainKey("Reply-To");
    }

    private CaughtMail mailOf(Event event) {
        int before = inbox.mails().size();
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(event));
            await().atMost(A_WHILE).until(() -> inbox.mails().size() == before + 1);
        }
        return inbox.mails().getFirst();
    }
}
