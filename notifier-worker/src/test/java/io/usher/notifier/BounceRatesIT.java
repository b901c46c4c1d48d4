package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsBounceRate;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BounceRatesIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final OrganizationId careless = organization();

    @Test
    void anOrganizationWithManyWrongAddressesIsReportedOnceUntilTheRateHasFallen() {
        List<OrganizationId> careful = List.of(organization(), organization(), organization());
        directory.addMails(careless, "sent", 94, JUST_NOW);
        directory.addMails(careless, "bounced", 6, JUST_NOW);
        directory.addMails(careless, "failed", 1000, JUST_NOW);
        directory.addMails(careful.get(0), "sent", 95, JUST_NOW);
        directory.addMails(careful.get(0), "bounced", 5, JUST_NOW);
        directory.addMails(careful.get(1), "bounced", 99, JUST_NOW);
        directory.addMails(careful.get(2), "bounced", 1000, Duration.ofDays(8));
        OrganizationId another = organization();
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> reports(careless).size() == 1);
            directory.addMails(another, "bounced", 100, JUST_NOW);
            await().atMost(A_WHILE)
                    .until(() -> woken(notifier) && reports(another).size() == 1);
            directory.deliverBounced(careless);
            await().atMost(A_WHILE).until(() -> woken(notifier) && directory.bounceAlarms() == 1);
            directory.addMails(careless, "bounced", 20, JUST_NOW);
            await().atMost(A_WHILE)
                    .until(() -> woken(notifier) && reports(careless).size() == 2);
        }

        assertThat(reports(careless))
                .extracting(report -> report.bounced() + " of " + report.mails())
                .containsExactly("6 of 100", "20 of 120");
        assertThat(reports(another)).hasSize(1);
        careful.forEach(organization -> assertThat(reports(organization)).isEmpty());
    }

    /** As the mails are that servers report later: some try for days. */
    @ValueSource(ints = {3, 30, 5 * 24})
    @ParameterizedTest
    void mailsThatWereSentHoursOrDaysAgoCountWithThoseThatWereSentThen(int hours) {
        Duration hoursAgo = Duration.ofHours(hours);
        OrganizationId careful = organization();
        directory.addMails(careful, "sent", 980, hoursAgo);
        directory.addMails(careful, "bounced", 20, hoursAgo);
        directory.addMails(careless, "sent", 94, hoursAgo);
        directory.addMails(careless, "bounced", 6, hoursAgo);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            await().atMost(A_WHILE).until(() -> reports(careless).size() == 1);
        }

        assertThat(reports(careless))
                .extracting(report -> report.bounced() + " of " + report.mails())
                .containsExactly("6 of 100");
        assertThat(reports(careful)).isEmpty();
        assertThat(directory.bounceAlarms()).isOne();
    }

    /** It looks every minute otherwise. */
    private static boolean woken(RunningNotifier notifier) {
        notifier.wake("watching bounce rates");
        return true;
    }

    private static List<OpsBounceRate> reports(OrganizationId organization) {
        return Kafka.all(Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(received -> ((Readable) received).event())
                .filter(OpsBounceRate.class::isInstance)
                .map(OpsBounceRate.class::cast)
                .filter(report -> report.organization().equals(organization))
                .toList();
    }

    private static OrganizationId organization() {
        return new OrganizationId(UUID.randomUUID());
    }
}
