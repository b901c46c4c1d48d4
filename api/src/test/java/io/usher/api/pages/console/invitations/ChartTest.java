package io.usher.api.pages.console.invitations;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.projections.Statistics;
import io.usher.api.projections.Statistics.Period;
import io.usher.api.projections.StatisticsBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void periodsInWhichNothingHappenedHaveTheirPlace() {
        Chart chart = Chart.of(List.of(accepted(0, 2), accepted(30, 4)), PeriodLength.DAY, START, day(31), 1);

        assertThat(chart.bars()).extracting(Chart.Bar::x).containsExactly(0L, 30L);
        assertThat(chart.bars()).extracting(Chart.Bar::height).containsExactly(28L, 57L);
        assertThat(chart.line()).isEqualTo("0,86 0,86 1,58 30,58 31,0 31,0");
        assertThat(chart.width()).isEqualTo(31);
        assertThat(chart.last()).isEqualTo(day(30));
        assertThat(chart.most()).isEqualTo(4);
        assertThat(chart.byThen()).isEqualTo(7);
    }

    @Test
    void whatHappenedInOnePeriodIsAsWideAsOneOfMany() {
        Chart chart = Chart.of(counts(accepted(0, 3)), PeriodLength.HOUR, 12);

        assertThat(chart.width()).isEqualTo(24);
        assertThat(chart.last()).isEqualTo(START);
        assertThat(chart.from()).isEqualTo(START.minus(Duration.ofHours(23)));
        assertThat(chart.line()).isEqualTo("0,100 23,100 24,75 24,75");
        assertThat(chart.bars())
                .as("on the scale of the quota")
                .extracting(Chart.Bar::height)
                .containsExactly(25L);
    }

    @Test
    void thePartThatWasAskedForIsDrawn() {
        Chart chart = Chart.of(List.of(accepted(1, 3)), PeriodLength.DAY, START, day(7), 5);

        assertThat(chart.from()).isEqualTo(START);
        assertThat(chart.last()).isEqualTo(day(6));
        assertThat(chart.line()).isEqualTo("0,38 1,38 2,0 7,0");
    }

    @Test
    void thePeriodThatHasBegunIsTheLast() {
        Chart chart = Chart.of(List.of(accepted(0, 3)), PeriodLength.DAY, START, day(2).plusSeconds(1), 0);

        assertThat(chart.last()).isEqualTo(day(2));
        assertThat(chart.width()).isEqualTo(3);
        assertThat(Chart.of(List.of(), PeriodLength.DAY, day(5), START, 0).width())
                .as("of days to come")
                .isEqualTo(1);
    }

    @Test
    void nothingIsClaimedOfPeriodsThatAreCutOff() {
        List<Period> newest = IntStream.range(3, 3 + Statistics.MOST_PERIODS)
                .mapToObj(day -> accepted(day, 1))
                .toList();

        Chart chart = Chart.of(newest, PeriodLength.DAY, START, day(3 + Statistics.MOST_PERIODS), 8);

        assertThat(chart.from()).isEqualTo(day(3));
        assertThat(chart.width()).isEqualTo(Statistics.MOST_PERIODS);
    }

    @Test
    void fewBesideManyAreSeen() {
        Chart chart = Chart.of(
                List.of(accepted(0, 1), accepted(1, 1000), accepted(2, 0)), PeriodLength.DAY, START, day(3), 0);

        assertThat(chart.bars()).extracting(Chart.Bar::height).containsExactly(1L, 99L, 0L);
    }

    @Test
    void aBarAmongThousandsIsSeen() {
        Chart chart = Chart.of(List.of(accepted(0, 1), accepted(7, 1)), PeriodLength.MINUTE, START, day(8), 0);

        assertThat(chart.barWidth() / chart.width()).isGreaterThan(0.003);
    }

    @Test
    void aBarAloneIsNotAsWideAsTheChart() {
        Chart chart = Chart.of(List.of(accepted(0, 1)), PeriodLength.DAY, START, day(1), 0);

        assertThat(chart.barWidth()).isLessThan(0.1);
    }

    private static Period accepted(int day, long people) {
        return new Period(day(day), people, people, 0, 0);
    }

    private static StatisticsBody counts(Period period) {
        return new StatisticsBody(
                0, 0, 0, 0, period.requested(), 0, 0, period.accepted(), 0, Map.of(), List.of(period));
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }
}
