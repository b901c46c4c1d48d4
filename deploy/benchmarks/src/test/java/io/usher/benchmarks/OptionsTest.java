package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionsTest {

    @Test
    void withNothingNamedAllIsMeasured() {
        Options options = Options.of(List.of());

        assertThat(options.figures()).containsExactlyInAnyOrder(Figure.values());
        assertThat(options.sizes()).isEqualTo(Sizes.FULL);
        assertThat(options.profile()).isNull();
    }

    @Test
    void figuresAndSizesMayBeChosen() {
        Options options = Options.of(List.of("--quick", "decide", "coldSpike"));

        assertThat(options.figures()).containsExactlyInAnyOrder(Figure.DECIDE, Figure.COLD_SPIKE);
        assertThat(options.sizes()).isEqualTo(Sizes.QUICK);
    }

    @Test
    void aProfileIsOfOneFigure() {
        assertThat(Options.of(List.of("--profile", "http")).profile()).isEqualTo(Figure.HTTP);
        for (List<String> wrong :
                List.of(List.of("--profile"), List.of("--profile", "memory"), List.of("--profile", "http", "decide"))) {
            assertThatThrownBy(() -> Options.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsNotKnownIsRefusedWithWhatIs() {
        assertThatThrownBy(() -> Options.of(List.of("speed")))
                .hasMessageContaining("speed (expected deploy/bench")
                .hasMessageContaining("endToEnd");
    }
}
