package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DecisionLatenciesTest {

    private static final long BEGINNING = TimeUnit.HOURS.toNanos(1);

    private final Arrivals arrivals = Arrivals.atRate(100, Duration.ofSeconds(1));
    private final DecisionLatencies latencies = new DecisionLatencies("run", BEGINNING, arrivals);

    @Test
    void aLatencyCountsFromWhenTheRequestWasMeantToStart() {
        // All at once at the end, as after a stall: who was meant to start first waited longest.
        for (int person = 0; person < arrivals.count(); person++) {
            latencies.decided(SeatRequests.address("run", person), BEGINNING + TimeUnit.SECONDS.toNanos(1));
        }

        assertThat(latencies.percentileMillis(50)).isCloseTo(500, within(15.0));
        assertThat(latencies.percentileMillis(99)).isCloseTo(990, within(15.0));
    }

    @Test
    void decisionsOfOtherRunsArePassedOver() {
        latencies.decided("other-1@example.org", BEGINNING);
        latencies.decided("run2-1@example.org", BEGINNING);
        latencies.decided("run", BEGINNING);

        assertThat(latencies.await(1, Duration.ZERO)).isFalse();
        latencies.decided("run-1@example.org", BEGINNING);
        assertThat(latencies.await(1, Duration.ZERO)).isTrue();
    }
}
