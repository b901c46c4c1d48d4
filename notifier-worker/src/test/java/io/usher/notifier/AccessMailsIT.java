package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Mails about accesses that end or have ended. */
final class AccessMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", "de");
    private final Events events = new Events(invited.organization(), invited.invitation());

    @Test
    void theEndOfAnAccessIsAnnouncedSevenDaysBeforeAndOnce() {
        member("Within", MONTH, Duration.ofDays(6));
        member("just-long-enough", Duration.ofHours(25), Duration.ofDays(6));
        member("later", MONTH, Duration.ofDays(8));
        member("short", Duration.ofHours(23), Duration.ofDays(6));
        member("over", MONTH, Duration.ofDays(-1));
        directory.member(invited, inbox.address("gone"), MONTH, Duration.ofDays(6), "ended");

        for (int starts = 0; starts < 2; starts++) {
            try (RunningNotifier notifier = RunningNotifier.on(database)) {
                String last = inbox.address("last" + starts);
                await().atMost(A_WHILE).until(() -> inbox.recipients().size() >= 2);
                Kafka.publish(List.of(events.accepted(last)));
                await().atMost(A_WHILE).until(() -> inbox.recipients().contains(last));
            }
        }
        assertThat(inbox.recipients())
                .containsExactlyInAnyOrder(
                        inbox.address("Within"),
                        inbox.address("just-long-enough"),
                        inbox.address("last0"),
                        inbox.address("last1"));
        assertThat(inbox.mails())
                .filteredOn(mail -> mail.to().contains(inbox.address("Within")))
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.subject()).isEqualTo("Ihr Zugang zu Analytical Engines endet bald");
                    assertThat(mail.text()).contains("Guten Tag Ada,", "endet am");
                });
    }

    @Test
    void whoeverIsAcceptedIsToldWhenTheirAccessEnds() {
        String ending = inbox.address("ending");
        String lasting = inbox.address("lasting");
        directory.member(invited, ending, Duration.ofMinutes(1), Duration.ofDays(3), "active");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(events.accepted(ending), events.accepted(lasting)));
            await().atMost(A_WHILE).until(() -> inbox.recipients().size() == 2);
        }
        String ends = "Ihr Zugang zu Analytical Engines endet am";
        assertThat(inbox.mails())
                .filteredOn(mail -> mail.to().contains(ending))
                .singleElement()
                .satisfies(mail -> assertThat(mail.text()).contains(ends));
        assertThat(inbox.mails())
                .filteredOn(mail -> mail.to().contains(lasting))
                .singleElement()
                .satisfies(mail -> assertThat(mail.text()).doesNotContain(ends));
    }

    @Test
    void aMovedEndIsAnnouncedAnew() {
        String ada = inbox.address("ada");
        directory.member(invited, ada, MONTH, Duration.ofDays(3), "active");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> inbox.recipients().size() == 1);
        }
        directory.moveAccessEnd(invited, ada, Duration.ofDays(5));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> inbox.recipients().size() == 2);
        }
        assertThat(inbox.recipients()).containsExactly(ada, ada);
    }

    @Test
    void anAccessThatHasEndedIsToldOnceUnderTheNameOfTheMember() {
        String ada = inbox.address("Ada");
        String back = inbox.address("back");
        directory.member(invited, ada, MONTH, Duration.ofMinutes(-1), "ended");
        directory.member(invited, back, Duration.ofMinutes(1), MONTH, "active");
        Instant at = Instant.now();
        List<Event> ended = List.of(events.accessEnded(ada.toLowerCase(Locale.ROOT), at), events.accessEnded(back, at));
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(ended);
            await().atMost(A_WHILE).until(() -> inbox.recipients().contains(ada));
            Kafka.publish(ended);
            Kafka.publish(List.of(events.accepted(inbox.address("last"))));
            await().atMost(A_WHILE).until(() -> inbox.recipients().contains(inbox.address("last")));
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrder(ada, inbox.address("last"));
        assertThat(inbox.mails().getLast().text()).contains("Guten Tag Ada,", "endete am");
    }

    @Test
    void anErasedMemberIsToldNothingOfTheirAccessThoughTheyAreStillListed() {
        String ada = inbox.address("ada");
        String grace = inbox.address("grace");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(new MemberErasureRequested(
                    new CommandId(UUID.randomUUID()), invited.organization(), ada, Instant.now())));
            await().atMost(A_WHILE).until(() -> directory.erasures() == 1);
        }
        directory.member(invited, ada, MONTH, Duration.ofDays(3), "active");
        directory.member(invited, grace, MONTH, Duration.ofDays(3), "active");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> inbox.recipients().contains(grace));
        }
        assertThat(inbox.recipients()).containsExactly(grace);
    }

    private void member(String name, Duration joinedAgo, Duration endsIn) {
        directory.member(invited, inbox.address(name), joinedAgo, endsIn, "active");
    }
}
