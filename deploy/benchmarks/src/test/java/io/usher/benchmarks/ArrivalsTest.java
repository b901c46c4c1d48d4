package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void atARateRequestsAreMeantToStartEvenly() {
        Arrivals arrivals = Arrivals.atRate(200, Duration.ofSeconds(10));

        assertThat(arrivals.meantAt(0)).isZero();
        assertThat(arrivals.meantAt(1)).isEqualTo(SECOND / 200);
        assertThat(arrivals.meantAt(1999)).isEqualTo(SECOND * 1999 / 200);
        assertThat(arrivals.count()).isEqualTo(2000);
    }

    @Test
    void atARateWhatIsLateStillStartsForAWhile() {
        Arrivals arrivals = Arrivals.atRate(100, Duration.ofSeconds(2));

        assertThat(arrivals.isOver(199, 3 * SECOND)).isFalse();
        assertThat(arrivals.isOver(199, 7 * SECOND)).isTrue();
        assertThat(arrivals.isOver(200, SECOND)).isTrue();
    }

    @Test
    void aLatencyCountsFromWhenTheRequestWasMeantToStart() {
        Arrivals late = Arrivals.atRate(200, Duration.ofSeconds(10));
        Arrivals unplanned = Arrivals.asFastAsAnswered(Duration.ofSeconds(10), 2);

        assertThat(late.latencyFrom(200, 3 * SECOND)).isEqualTo(SECOND);
        assertThat(unplanned.latencyFrom(1, 3 * SECOND)).isEqualTo(3 * SECOND);
        assertThat(unplanned.isOver(1, 0)).isFalse();
        assertThat(unplanned.isOver(2, 0)).isTrue();
    }

    @Test
    void withoutARateRequestsStartAtOnceUntilTheTimeIsOver() {
        Arrivals arrivals = Arrivals.asFastAsAnswered(Duration.ofSeconds(1));

        assertThat(arrivals.meantAt(1_000_000)).isZero();
        assertThat(arrivals.isOver(1_000_000, SECOND - 1)).isFalse();
        assertThat(arrivals.isOver(0, SECOND)).isTrue();
    }
}
