package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MailSettingsTest {

    private static final Duration POLL = Duration.ofSeconds(1);

    /** An idle sender asks the database once a poll: its last answer would always be too old. */
    @Test
    void theTimeBeforeLeasesAreTakenOverIsLongerThanAPoll() {
        assertThatNoException().isThrownBy(() -> takingOverAfter(POLL.plusMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> takingOverAfter(POLL))
                .withMessage("usher.mail.sending.take-over-after: PT1S (expected longer than the poll of PT1S)");
    }

    private static MailSettings takingOverAfter(Duration takeOverAfter) {
        return new MailSettings(
                "no-reply@usher.example",
                URI.create("https://usher.example"),
                0,
                Duration.ofSeconds(90),
                Duration.ofMinutes(10),
                POLL,
                Duration.ofDays(90),
                new SendingLimits(4, 16, 8, Duration.ofMinutes(2), takeOverAfter),
                new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3)));
    }
}
