package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits that are reached because they were lowered, whether anybody asks for a seat afterwards or not. */
final class ReportedLimitsIT extends SeatsScenario {

    private static final String LOOKING_OFTEN = "usher.deciding.limits-every=200ms";
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(30);

    @Test
    @OnKeptWorker({BY_COMMANDS_ALONE, LOOKING_OFTEN})
    void aQuotaThatIsLoweredToWhatIsTakenIsReportedOnce() {
        InvitationId invitation = asked(10, 5);

        quota(invitation, 5);
        awaitFull(invitation, 5);
        quota(invitation, 3);
        awaitLooked();

        assertThat(quotasReported(invitation)).containsExactly(5);
        quota(invitation, 7);
        await().atMost(REPORTED_WITHIN)
                .until(() -> usher.count("onboarding.invitation_seats where accepted = 5 and reported") == 0);
        quota(invitation, 4);
        awaitFull(invitation, 5, 4);
    }

    @Test
    @OnKeptWorker({BY_COMMANDS_ALONE, LOOKING_OFTEN})
    void aQuotaThatWasUsedUpByARequestIsNotReportedAgain() {
        InvitationId invitation = asked(5, 6);
        awaitFull(invitation, 5);

        quota(invitation, 4);
        awaitLooked();

        assertThat(quotasReported(invitation)).containsExactly(5);
    }

    @Test
    @OnKeptWorker({BY_COMMANDS_ALONE, LOOKING_OFTEN})
    void theSharesOfAPlanThatIsLoweredAreReportedOnceEach() {
        usher.planSeats(100);
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 18));
        usher.ask(invitation, ADA);
        awaitDecided(19);

        usher.planSeats(20);
        await().atMost(REPORTED_WITHIN).until(() -> sharesReported().size() == 2);
        usher.planSeats(10);
        await().atMost(REPORTED_WITHIN).until(() -> sharesReported().size() == 3);
        usher.planSeats(9);
        awaitLooked();

        assertThat(sharesReported())
                .extracting(OpsSeatsThreshold::percent, OpsSeatsThreshold::seats)
                .containsExactly(tuple(80, 20), tuple(95, 20), tuple(100, 10));
        usher.planSeats(100);
        await().atMost(REPORTED_WITHIN)
                .until(() -> usher.count("onboarding.organization_seats where reported = 0") == 1);
        usher.planSeats(20);
        await().atMost(REPORTED_WITHIN).until(() -> sharesReported().size() == 5);
    }

    private void quota(InvitationId invitation, int quota) {
        usher.sql
                .sql("update directory.invitation set quota = ? where id = ?")
                .params(quota, invitation.value())
                .update();
    }

    private void awaitFull(InvitationId invitation, Integer... quotas) {
        await().atMost(REPORTED_WITHIN).until(() -> quotasReported(invitation).equals(List.of(quotas)));
    }

    /** Another invitation, whose quota is lowered later, is reported. */
    private void awaitLooked() {
        InvitationId other = usher.invitation(2);
        int before = usher.count("onboarding.acceptance");
        usher.ask(other, ADA);
        awaitDecided(before + 1);
        quota(other, 1);
        awaitFull(other, 1);
    }

    private List<Integer> quotasReported(InvitationId invitation) {
        return events(Topic.OPS).stream()
                .map(Readable::event)
                .filter(OpsQuotaFull.class::isInstance)
                .map(OpsQuotaFull.class::cast)
                .filter(full -> full.invitation().equals(invitation))
                .map(OpsQuotaFull::quota)
                .toList();
    }

    private List<OpsSeatsThreshold> sharesReported() {
        return events(Topic.OPS).stream()
                .map(Readable::event)
                .filter(OpsSeatsThreshold.class::isInstance)
                .map(OpsSeatsThreshold.class::cast)
                .toList();
    }
}
