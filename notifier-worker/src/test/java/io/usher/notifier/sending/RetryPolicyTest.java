package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {

    private static final Instant CREATED = Instant.parse("2030-05-01T12:00:00Z");
    private static final double MIDDLE = 0.5;

    private final RetryPolicy retries = new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(retries.pause(1, CREATED, CREATED, MIDDLE)).hasValue(Duration.ofSeconds(5));
        assertThat(retries.pause(2, CREATED, CREATED, MIDDLE)).hasValue(Duration.ofSeconds(10));
        assertThat(retries.pause(9, CREATED, CREATED, MIDDLE)).hasValue(Duration.ofSeconds(1_280));
        assertThat(retries.pause(11, CREATED, CREATED, MIDDLE)).hasValue(Duration.ofHours(1));
        assertThat(retries.pause(10_000, CREATED, CREATED, MIDDLE)).hasValue(Duration.ofHours(1));
    }

    @Test
    void pausesVaryByAFifth() {
        assertThat(retries.pause(1, CREATED, CREATED, 0)).hasValue(Duration.ofSeconds(4));
        assertThat(retries.pause(1, CREATED, CREATED, 1)).hasValue(Duration.ofSeconds(6));
    }

    /** It may have waited before, for its turn or for a server. */
    @Test
    void thePeriodOfAttemptsBeginsWithTheFirst() {
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        Instant late = mail.sendableAt().plus(Duration.ofDays(4));

        MessageUpdate update =
                MessageUpdate.of(new DeliveryResult(mail, new Deferred("451 later")), retries, late, MIDDLE);

        assertThat(update.state()).isEqualTo(MessageUpdate.State.QUEUED);
        assertThat(update.dueIn()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void afterThreeDaysThereIsNoFurtherAttempt() {
        Instant threeDaysLater = CREATED.plus(Duration.ofDays(3));

        assertThat(retries.pause(80, CREATED, threeDaysLater.minusMillis(1), MIDDLE))
                .isPresent();
        assertThat(retries.pause(80, CREATED, threeDaysLater, MIDDLE)).isEmpty();
    }
}
