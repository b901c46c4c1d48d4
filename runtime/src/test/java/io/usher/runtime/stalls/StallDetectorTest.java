package io.usher.runtime.stalls;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.runtime.stalls.StallDetector.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class StallDetectorTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("onboarding.emails", 4);

    private final StallDetector detector = new StallDetector("group", Duration.ofSeconds(60));

    @Test
    void aPartitionThatDoesNotMoveIsReportedOnceAndOnceWhenItGoesOn() {
        assertThat(look(0, 7, 10)).isEmpty();
        assertThat(look(59, 7, 11)).isEmpty();

        assertThat(look(60, 7, 12))
                .containsExactly(new OpsConsumerStalled(
                        "group", "onboarding.emails", 4, 7, 5, NOON, null, NOON.plusSeconds(60)));
        assertThat(look(70, 7, 20)).isEmpty();
        assertThat(detector.stalled()).isOne();

        assertThat(look(80, 9, 20))
                .containsExactly(new OpsConsumerStalled(
                        "group", "onboarding.emails", 4, 7, 11, NOON, NOON.plusSeconds(80), NOON.plusSeconds(80)));
        assertThat(look(90, 10, 20)).isEmpty();
        assertThat(detector.stalled()).isZero();
    }

    @Test
    void aPartitionWithNothingToConsumeNeverStalls() {
        assertThat(look(0, 7, 7)).isEmpty();
        assertThat(look(500, 7, 7)).isEmpty();
        assertThat(look(501, 7, 8)).as("the first record has just come").isEmpty();
        assertThat(look(560, 7, 8)).hasSize(1);
    }

    @Test
    void aPartitionThatMovesSlowlyIsNotStalled() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(i * 59, i, 1_000)).isEmpty();
        }
    }

    @Test
    void anotherStallIsAnotherReport() {
        look(0, 7, 10);
        assertThat(look(60, 7, 10)).hasSize(1);
        assertThat(look(70, 8, 10)).hasSize(1);

        assertThat(look(129, 8, 10)).isEmpty();
        assertThat(look(130, 8, 10)).hasSize(1);
    }

    @Test
    void aPartitionOfAnotherInstanceIsForgotten() {
        look(0, 7, 10);
        assertThat(look(60, 7, 10)).hasSize(1);

        detector.accept(detector.look(Map.of(), Map.of(), NOON.plusSeconds(70)));

        assertThat(detector.stalled()).isZero();
        assertThat(look(80, 9, 10)).isEmpty();
    }

    @Test
    void whatWasNotPublishedIsReportedByTheNextLook() {
        look(0, 7, 10);
        Look lost = detector.look(Map.of(PARTITION, 7L), Map.of(PARTITION, 10L), NOON.plusSeconds(60));

        assertThat(lost.reports()).hasSize(1);
        assertThat(look(65, 7, 10)).hasSize(1);
    }

    @CanIgnoreReturnValue
    private List<OpsConsumerStalled> look(int second, long next, long end) {
        Look look = detector.look(Map.of(PARTITION, next), Map.of(PARTITION, end), NOON.plusSeconds(second));
        detector.accept(look);
        return look.reports();
    }
}
