package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Invitation mails whose invitation cannot be used yet. The tests mostly wait, each with its own database and consumer
 * group: concurrently.
 */
final class WaitingMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final List<String> people =
            IntStream.range(0, 40).mapToObj(i -> inbox.address("person" + i)).toList();

    @Test
    @Execution(CONCURRENT)
    void mailsOfADisabledInvitationAreSentOnceItIsEnabled() {
        directory.disable(invited.invitation());
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());
            Kafka.publish(List.of(events.updated(), events.disabled(), events.accepted(inbox.address("last"))));
            await().atMost(A_WHILE).until(() -> !inbox.mails().isEmpty());
            assertThat(inbox.recipients()).containsExactly(inbox.address("last"));

            directory.enable(invited.invitation());
            Kafka.publish(List.of(events.enabled(), events.enabled()));

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size() + 1);
        }
        assertThat(inbox.recipients())
                .contains(inbox.address("last"))
                .containsAll(people)
                .hasSize(people.size() + 1);
    }

    @Test
    @Execution(CONCURRENT)
    void mailsOfAnInvitationThatIsNotOpenAreSentWhenItOpensWithoutAnyEvent() {
        directory.open(invited.invitation(), AN_HOUR);
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());
            assertThat(inbox.mails()).isEmpty();

            directory.pass(AN_HOUR, invited.invitation());

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    @Execution(CONCURRENT)
    void mailsFollowAnOpeningThatIsMoved() {
        directory.open(invited.invitation(), Duration.ofDays(3));
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());

            directory.open(invited.invitation(), Duration.ofSeconds(-1));
            Kafka.publish(List.of(events.updated()));

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    @Execution(CONCURRENT)
    void mailsOfAnInvitationThatIsDeletedMeanwhileAreReportedAsFailed() {
        directory.disable(invited.invitation());
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());

            directory.delete(invited.invitation());
            Kafka.publish(List.of(events.deleted()));

            awaitReports("its invitation was deleted before it was sent");
        }
        assertThat(inbox.mails()).isEmpty();
    }

    @Test
    @Execution(CONCURRENT)
    void mailsOfADisabledInvitationThatExpiresAreReportedAsFailed() {
        directory.disable(invited.invitation());
        directory.expire(invited.invitation(), AN_HOUR);
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());

            directory.pass(AN_HOUR, invited.invitation());

            awaitReports("its invitation expired before it was sent");
        }
        assertThat(inbox.mails()).isEmpty();
    }

    @Test
    @Execution(CONCURRENT)
    void mailsToPeopleWhoAreInvitedAfterTheExpiryAreSentOnceItIsMoved() {
        directory.expire(invited.invitation(), Duration.ofMinutes(-1));
        try (RunningNotifier notifier = started()) {
            invite(people);
            await().atMost(A_WHILE).until(() -> directory.waiting(invited.invitation()) == people.size());
            assertThat(inbox.mails()).isEmpty();

            directory.expire(invited.invitation(), Duration.ofDays(3));
            Kafka.publish(List.of(events.updated()));

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == people.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(people);
    }

    /** Whichever comes first for each message: that it has to wait, or that nothing has to wait any more. */
    @Test
    @Execution(CONCURRENT)
    void noMailWaitsForGoodIfItsInvitationIsEnabledAsItIsClaimed() {
        List<String> crowd = IntStream.range(0, 600)
                .mapToObj(i -> inbox.address("person" + i))
                .toList();
        try (RunningNotifier one = started();
                RunningNotifier other = started()) {
            for (int i = 0; i < 30; i++) {
                directory.disable(invited.invitation());
                invite(crowd.subList(i * 20, (i + 1) * 20));
                directory.enable(invited.invitation());
                Kafka.publish(List.of(events.enabled()));
            }

            await().atMost(A_WHILE).until(() -> directory.messages(invited.invitation(), "sent") == crowd.size());
        }
        assertThat(inbox.recipients()).containsExactlyInAnyOrderElementsOf(crowd);
    }

    private RunningNotifier started() {
        return RunningNotifier.besideOthers(invited.invitation(), database);
    }

    private void awaitReports(String reason) {
        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThat(PublishedEmailEvents.byRecipient(invited.invitation()))
                        .containsOnlyKeys(people)
                        .allSatisfy((email, reports) -> assertThat(last(reports))
                                .isInstanceOfSatisfying(
                                        EmailFailed.class,
                                        failed -> assertThat(failed.reason()).isEqualTo(reason))));
    }

    private static EmailEvent last(List<EmailEvent> reports) {
        return reports.getLast();
    }

    private void invite(List<String> addresses) {
        Kafka.publish(addresses.stream()
                .map(address -> directory.invite(events.invited(address)))
                .toList());
    }
}
