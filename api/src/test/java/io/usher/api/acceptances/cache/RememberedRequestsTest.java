package io.usher.api.acceptances.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.contract.event.RejectionReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RememberedRequestsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KeyUse USE = new KeyUse(new Digest(1, 2), new Digest(3, 4));

    private final RememberedRequests requests = new RememberedRequests(100, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void theFirstRequestUnderAKeyStays() {
        requests.remember(USE, NOW);
        requests.remember(new KeyUse(USE.key(), new Digest(5, 6)), NOW.plusSeconds(1));
        assertThat(requests.madeUnder(USE.key())).hasValueSatisfying(earlier -> {
            assertThat(earlier.request()).isEqualTo(USE.request());
            assertThat(earlier.requestedAt()).isEqualTo(NOW);
        });
    }

    @Test
    void aRefusedRequestIsRememberedUnlessOneIsQueuedUnderItsKey() {
        requests.rememberRefused(USE, RejectionReason.QUOTA_FULL);
        assertThat(requests.madeUnder(USE.key())).hasValueSatisfying(earlier -> {
            assertThat(earlier.request()).isEqualTo(USE.request());
            assertThat(earlier.refusal()).isEqualTo(RejectionReason.QUOTA_FULL);
        });
        requests.remember(USE, NOW);
        requests.rememberRefused(USE, RejectionReason.QUOTA_FULL);
        assertThat(requests.madeUnder(USE.key()))
                .hasValueSatisfying(earlier -> assertThat(earlier.refusal()).isNull());
    }

    @Test
    void afterADayAKeyIsFree() {
        requests.remember(USE, NOW.minus(Duration.ofHours(24)));
        assertThat(requests.madeUnder(USE.key())).isEmpty();
        requests.remember(USE, NOW.minus(Duration.ofHours(24)).plusSeconds(60));
        assertThat(requests.madeUnder(USE.key())).isPresent();
    }

    @Test
    void theDayOfAKeyBeginsWhenItIsTakenAndNotWithARepeat() {
        requests.remember(USE.takenAt(NOW.minus(Duration.ofHours(24))), NOW);
        assertThat(requests.madeUnder(USE.key())).isEmpty();
        Instant takenAt = NOW.minus(Duration.ofHours(23));
        requests.remember(USE.takenAt(takenAt), NOW);
        assertThat(requests.madeUnder(USE.key()))
                .hasValueSatisfying(earlier -> assertThat(earlier.requestedAt()).isEqualTo(takenAt));
    }
}
