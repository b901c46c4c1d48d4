package io.usher.runtime.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WorkReportsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void anAgeOutlivesAGarbageCollection() {
        Duration age = Duration.ofSeconds(7);
        new WorkReports(failure -> true, Clock.systemUTC(), meters).watch("test", () -> age);

        System.gc();

        assertThat(meters.get("usher.work.age").tag("work", "test").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(7);
    }
}
