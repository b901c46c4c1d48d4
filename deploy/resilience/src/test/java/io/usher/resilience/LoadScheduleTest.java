package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoadScheduleTest {

    private final LoadSchedule schedule = new LoadSchedule(1000, 10);

    @Test
    void theRateRisesOverTheFirstTenth() {
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(25)).isEqualTo(Duration.ofSeconds(10));
        assertThat(schedule.at(100)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theRateIsConstantAfterwards() {
        assertThat(schedule.at(101).minus(schedule.at(100))).isEqualTo(Duration.ofMillis(100));
        assertThat(schedule.duration()).isEqualTo(Duration.ofSeconds(110));
    }
}
