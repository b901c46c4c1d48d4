package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateSearchTest {

    @Test
    void theHighestRateThatHoldsIsFoundToAFewPercent() {
        double highest = new RateSearch(100, 1.5, 4).highest(rate -> rate <= 1000);

        assertThat(highest).isLessThanOrEqualTo(1000).isCloseTo(1000, within(30.0));
    }

    @Test
    void withoutRefinementItIsTheLastOfTheRisingRatesThatHeld() {
        assertThat(new RateSearch(100, 2, 0).highest(rate -> rate < 500)).isEqualTo(400);
    }

    @Test
    void aRateThatFailedOnceIsTriedAgain() {
        List<Double> tried = new ArrayList<>();

        double highest = new RateSearch(100, 2, 0).highest(rate -> {
            tried.add(rate);
            return rate < 400 && tried.size() != 2;
        });

        assertThat(highest).isEqualTo(200);
        assertThat(tried).containsExactly(100.0, 200.0, 200.0, 400.0, 400.0);
    }

    @Test
    void nothingIsFoundIfNotEvenTheFirstRateHolds() {
        assertThat(new RateSearch(100, 2, 3).highest(rate -> false)).isZero();
    }
}
