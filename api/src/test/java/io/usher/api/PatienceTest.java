package io.usher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void whoDoesNotSayForHowLongWaitsForAMinute() {
        AtomicLong left = new AtomicLong();

        await().conditionEvaluationListener(condition -> left.set(condition.getRemainingTimeInMS()))
                .until(() -> true);

        assertThat(left).hasValueBetween(40_000L, 60_000L);
    }
}
