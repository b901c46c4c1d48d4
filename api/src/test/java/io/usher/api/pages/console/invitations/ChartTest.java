package io.usher.api.pages.console.invitations;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.projections.Statistics.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void periodsInWhichNothingHappenedHaveTheirPlace() {
        Chart chart = Chart.of(List.of(accepted(0, 2), accepted(30, 4)), PeriodLength.DAY, START, 1);

        assertThat(chart.bars()).extracting(Chart.Bar::x).containsExactly(0L, 30L);
        assertThat(chart.bars()).extracting(Chart.Bar::height).containsExactly(50L, 100L);
        assertThat(chart.line()).isEqualTo("0,86 0,86 1,58 30,58 31,0 31,0");
        assertThat(chart.width()).isEqualTo(31);
        assertThat(chart.to()).isEqualTo(START.plus(Duration.ofDays(31)));
        assertThat(chart.most()).isEqualTo(4);
        assertThat(chart.byThen()).isEqualTo(7);
    }

    @Test
    void aPeriodAloneIsAsWideAsOneOfManyAndTheLast() {
        Chart chart = Chart.of(List.of(accepted(0, 3)), PeriodLength.HOUR, Instant.EPOCH, 0);

        assertThat(chart.width()).isEqualTo(24);
        assertThat(chart.to()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(chart.from()).isEqualTo(START.minus(Duration.ofHours(23)));
        assertThat(chart.line()).isEqualTo("0,100 23,100 24,0 24,0");
    }

    @Test
    void nothingIsDrawnBeforeThePartThatItIsOf() {
        Chart chart = Chart.of(List.of(accepted(1, 3)), PeriodLength.DAY, START, 5);

        assertThat(chart.from()).isEqualTo(START);
        assertThat(chart.to()).isEqualTo(START.plus(Duration.ofDays(24)));
        assertThat(chart.line()).isEqualTo("0,38 1,38 2,0 24,0");
    }

    @Test
    void fewBesideManyAreSeen() {
        Chart chart = Chart.of(List.of(accepted(0, 1), accepted(1, 1000), accepted(2, 0)), PeriodLength.DAY, START, 0);

        assertThat(chart.bars()).extracting(Chart.Bar::height).containsExactly(1L, 100L, 0L);
    }

    @Test
    void aBarAmongThousandsIsSeen() {
        Chart chart = Chart.of(List.of(accepted(0, 1), accepted(7, 1)), PeriodLength.MINUTE, Instant.EPOCH, 0);

        assertThat(chart.barWidth() / chart.width()).isGreaterThan(0.003);
    }

    private static Period accepted(int day, long people) {
        return new Period(START.plus(Duration.ofDays(day)), people, people, 0, 0);
    }
}
