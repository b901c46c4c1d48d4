package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import reactor.test.StepVerifier;

final class WorkHealthTest {

    @Test
    void runningWorkIsUp() {
        StepVerifier.create(new WorkHealth(Map.of("sending", () -> true)).health())
                .assertNext(health -> assertThat(health.getStatus()).isEqualTo(Status.UP))
                .verifyComplete();
    }

    @Test
    void stoppedWorkIsNamed() {
        StepVerifier.create(new WorkHealth(Map.of("sending", () -> false, "announcing", () -> true)).health())
                .assertNext(health -> {
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails()).containsEntry("stopped", List.of("sending"));
                })
                .verifyComplete();
    }
}
