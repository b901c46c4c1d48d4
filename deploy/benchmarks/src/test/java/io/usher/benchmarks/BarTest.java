package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BarTest {

    @Test
    void aRatioIsOfMedians() {
        Bar bar = new Bar("fast", "slow", true, 3);
        Map<String, Measured> figures = Map.of(
                "fast", new Measured("fast", "/s", List.of(100.0, 1.0, 90.0), Map.of()),
                "slow", new Measured("slow", "/s", List.of(40.0, 20.0), Map.of()));

        assertThat(bar.value(figures)).contains(3.0);
        assertThat(bar.isMetBy(3.0)).isTrue();
        assertThat(bar.isMetBy(2.99)).isFalse();
    }

    @Test
    void aBarMayBeTheMost() {
        Bar bar = new Bar("latency p50", null, false, 25);

        assertThat(bar.value(Map.of("latency p50", Measured.once("latency p50", " ms", 25))))
                .contains(25.0);
        assertThat(bar.isMetBy(25)).isTrue();
        assertThat(bar.isMetBy(25.1)).isFalse();
    }

    @Test
    void whatWasNotMeasuredHasNoValue() {
        Bar bar = new Bar("fast", "slow", true, 3);

        assertThat(bar.value(Map.of())).isEmpty();
        assertThat(bar.value(Map.of("fast", Measured.once("fast", "/s", 1)))).isEmpty();
    }
}
