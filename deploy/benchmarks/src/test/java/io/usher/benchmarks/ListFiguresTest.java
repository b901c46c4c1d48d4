package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ListFiguresTest {

    @Test
    void ninetyFiveOfAHundredPagesTakeNoLongerThanTheP95() {
        List<Double> millis =
                DoubleStream.iterate(100, one -> one - 1).limit(100).boxed().toList();

        assertThat(ListFigures.p95(millis)).isEqualTo(95);
        assertThat(ListFigures.p95(List.of(7.0))).isEqualTo(7);
    }
}
