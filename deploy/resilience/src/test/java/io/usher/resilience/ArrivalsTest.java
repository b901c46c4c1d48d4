package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

    private final Arrivals arrivals = new Arrivals(1000, 10);

    @Test
    void theRateRisesOverTheFirstTenth() {
        assertThat(arrivals.at(0)).isZero();
        assertThat(arrivals.at(25)).isEqualTo(Duration.ofSeconds(10));
        assertThat(arrivals.at(100)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void thenItStays() {
        assertThat(arrivals.at(101).minus(arrivals.at(100))).isEqualTo(Duration.ofMillis(100));
        assertThat(arrivals.duration()).isEqualTo(Duration.ofSeconds(110));
    }
}
