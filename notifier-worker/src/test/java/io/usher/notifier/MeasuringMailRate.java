package io.usher.notifier;

import static org.awaitility.Awaitility.await;

import io.usher.notifier.Directory.Invited;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints how many decisions a second become mails that the SMTP server has taken, everything on this machine. Run with the
 * test class path; the argument is the number of mails.
 */
final class MeasuringMailRate {

    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private MeasuringMailRate() {}

    public static void main(String[] args) {
        int mails = args.length == 0 ? 10_000 : Integer.parseInt(args[0]);
        Database database = TestServers.freshDatabase();
        Directory directory = new Directory(database);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            // The first round warms up.
            for (int round = 1; round <= 3; round++) {
                System.out.printf("round %d: %.0f mails/s%n", round, mails / seconds(directory, mails));
            }
        }
    }

    private static double seconds(Directory directory, int mails) {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        Inbox inbox = new Inbox();
        var decisions = IntStream.range(0, mails)
                .mapToObj(i -> events.accepted(inbox.address("person" + i)))
                .toList();
        long start = System.nanoTime();
        Kafka.publish(List.copyOf(decisions));
        await().atMost(AT_MOST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> directory.messages(invited.invitation(), "sent") >= mails);
        return (System.nanoTime() - start) / 1e9;
    }
}
