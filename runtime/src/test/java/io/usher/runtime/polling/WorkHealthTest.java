package io.usher.runtime.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

final class WorkHealthTest {

    private final Clock clock = Clock.systemUTC();
    private final PollingLoop sending = new PollingLoop(
            "sending",
            Duration.ofHours(1),
            progress -> Mono.just(false),
            new WorkReports(failure -> true, clock, new SimpleMeterRegistry()));

    @AfterEach
    void stop() {
        sending.destroy();
    }

    @Test
    void runningWorkIsUp() {
        sending.start();

        assertThat(health(true).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aLoopThatDoesNotRunIsNamed() {
        assertThat(health(true).getStatus()).isEqualTo(Status.DOWN);
        assertThat(health(true).getDetails()).containsEntry("stopped", List.of("sending"));
    }

    @Test
    void otherWorkThatHasStoppedIsNamed() {
        sending.start();

        assertThat(health(false).getDetails()).containsEntry("stopped", List.of("consuming"));
    }

    private Health health(boolean consuming) {
        return new WorkHealth(List.of(sending), Map.of("consuming", () -> consuming))
                .health()
                .blockOptional()
                .orElseThrow();
    }
}
