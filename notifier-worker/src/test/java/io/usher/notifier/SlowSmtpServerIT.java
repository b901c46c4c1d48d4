package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.notifier.ScriptedSmtpServer.Reply;
import io.usher.notifier.ScriptedSmtpServer.Step;
import io.usher.testing.FaultProxy;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * No mail is sent twice unless a process crashes, however slow the servers are. The tests wait for leases and timeouts,
 * each with its own database, mail server and consumer group: concurrently, so that they take as long as the longest.
 */
final class SlowSmtpServerIT {

    private static final Duration A_WHILE = Duration.ofSeconds(90);
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final String[] SHORT_LEASE = {
        "--usher.mail.sending.lease=" + LEASE,
        "--usher.mail.attempt-within=4s",
        "--usher.mail.sending.take-over-after=4s",
        "--usher.mail.retry.first-pause=100ms"
    };

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final Events events = new Events(invited.organization(), invited.invitation());
    private final Inbox inbox = new Inbox();

    /** The first attempt of each takes longer than the lease. */
    @Test
    @Execution(CONCURRENT)
    void twoInstancesSendATarpittingServerEachMailOnce() {
        List<String> people = people(3);
        Set<String> known = ConcurrentHashMap.newKeySet();
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.scripted((step, recipient) -> step == Step.RECIPIENT && known.add(recipient)
                                ? Reply.OK.after(LEASE.plusSeconds(2))
                                : Reply.OK);
                RunningNotifier one = notifier(database, server, SHORT_LEASE);
                RunningNotifier other = notifier(database, server, SHORT_LEASE)) {
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE).until(() -> sent() == people.size());

            assertThat(server.accepted()).containsExactlyInAnyOrderElementsOf(people);
        }
    }

    /** Not even those that were claimed together with it: they are sent when their lease has ended. */
    @Test
    @Execution(CONCURRENT)
    void anUnacknowledgedMailDelaysNoOther() {
        String stuck = inbox.address("stuck");
        List<String> people = people(60);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) ->
                        step == Step.END_OF_DATA && recipient.equals(stuck) ? Reply.NEVER : Reply.OK);
                RunningNotifier notifier = notifier(database, server, SHORT_LEASE)) {
            Kafka.publish(Stream.concat(Stream.of(stuck), people.stream())
                    .map(events::accepted)
                    .toList());

            await().atMost(A_WHILE).until(() -> sent() == people.size());

            // A stop waits for what is under way.
            server.close();
        }
    }

    /** One sender sends them one after the other, for longer than the lease. */
    @Test
    @Execution(CONCURRENT)
    void theLeaseLastsWhileABatchIsSentSlowly() {
        List<String> people = people(10);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(
                        (step, recipient) -> step == Step.END_OF_DATA ? Reply.OK.after(LEASE.dividedBy(6)) : Reply.OK);
                RunningNotifier one = notifier(database, server, SHORT_LEASE);
                RunningNotifier other = notifier(database, server, SHORT_LEASE)) {
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE).until(() -> sent() == people.size());

            assertThat(server.recipients()).containsExactlyInAnyOrderElementsOf(people);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aDatabaseOutageLongerThanTheLeaseSendsNothingTwice() {
        List<String> people = people(60);
        AtomicBoolean cut = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres());
                ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> {
                    // Silence begins as the first mail is taken.
                    if (step == Step.END_OF_DATA && cut.compareAndSet(false, true)) {
                        proxy.stall();
                    }
                    return Reply.OK;
                });
                RunningNotifier one = notifier(proxy.through(database), server, outage());
                RunningNotifier other = notifier(proxy.through(database), server, outage())) {
            Kafka.publish(people.stream().map(events::accepted).toList());
            await().atMost(A_WHILE).until(proxy::isStalled);
            await().atMost(A_WHILE).until(() -> directory.leasesHaveEnded(invited.invitation()));
            // Either of the two may have sent the first.
            await().atMost(A_WHILE)
                    .until(() -> (one.metrics() + other.metrics())
                            .contains("usher_work_failures_total{cause=\"outage\",work=\"writing results\"}"));
            proxy.restore();

            await().atMost(A_WHILE).until(() -> sent() == people.size());

            assertThat(server.accepted()).containsExactlyInAnyOrderElementsOf(people);
        }
    }

    /** A server that disconnects after its 250 has the mail. */
    @Test
    @Execution(CONCURRENT)
    void aServerThatDisconnectsAfterAcceptingAMailReceivesItOnce() {
        List<String> people = people(20);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) ->
                        step == Step.END_OF_DATA ? Reply.of("250 taken\r\n421 too many") : Reply.OK);
                RunningNotifier notifier = notifier(database, server, "--usher.mail.retry.first-pause=100ms")) {
            Kafka.publish(people.stream().map(events::accepted).toList());

            await().atMost(A_WHILE).until(() -> sent() == people.size());

            assertThat(server.accepted()).containsExactlyInAnyOrderElementsOf(people);
        }
    }

    /** A 421 instead of the 250 is no acknowledgement; only a disconnect without any reply causes a repeat. */
    @Test
    @Execution(CONCURRENT)
    void onlyAMailWhoseAcknowledgementIsLostIsRepeated() {
        String refused = inbox.address("refused");
        String lost = inbox.address("lost");
        String other = inbox.address("other");
        Set<String> known = ConcurrentHashMap.newKeySet();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> {
                    if (step != Step.END_OF_DATA || !known.add(recipient)) {
                        return Reply.OK;
                    }
                    return recipient.equals(refused)
                            ? Reply.of("421 shutting down")
                            : recipient.equals(lost) ? Reply.DISCONNECT : Reply.OK;
                });
                RunningNotifier notifier = notifier(database, server, "--usher.mail.retry.first-pause=100ms")) {
            Kafka.publish(List.of(events.accepted(refused), events.accepted(lost), events.accepted(other)));

            await().atMost(A_WHILE).until(() -> sent() == 3);

            assertThat(server.accepted()).containsExactlyInAnyOrder(refused, lost, lost, other);
        }
    }

    /** Long enough for dead connections to be given up and results to be written. */
    private static String[] outage() {
        String[] settings = Arrays.copyOf(SHORT_LEASE, SHORT_LEASE.length + 2);
        settings[2] = "--usher.mail.sending.take-over-after=30s";
        settings[SHORT_LEASE.length] = "--spring.r2dbc.properties.statementTimeout=PT2S";
        settings[SHORT_LEASE.length + 1] = "--spring.r2dbc.properties.options=idle_in_transaction_session_timeout=5s";
        return settings;
    }

    private RunningNotifier notifier(Database reached, ScriptedSmtpServer server, String... settings) {
        String[] all = new String[settings.length + 1];
        System.arraycopy(settings, 0, all, 1, settings.length);
        all[0] = "--spring.mail.port=" + server.port();
        return RunningNotifier.besideOthers(invited.invitation(), reached, all);
    }

    private long sent() {
        return directory.messages(invited.invitation(), "sent");
    }

    private List<String> people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> inbox.address("person" + i))
                .toList();
    }
}
