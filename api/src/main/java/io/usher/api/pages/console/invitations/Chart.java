package io.usher.api.pages.console.invitations;

import io.usher.api.projections.Statistics;
import io.usher.api.projections.Statistics.Period;
import io.usher.api.projections.StatisticsBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bars of how many were accepted in each period, and a line of how many were by then. Seats that are given back stay counted
 * in both. A period is one unit wide, also one in which nothing happened, and the chart is as high as the most: that is how
 * many were accepted altogether or, if it is more, the quota.
 *
 * @param step how long a period is
 * @param from the first period
 * @param last the last one
 * @param width how many periods that is
 * @param barWidth of each bar, in the middle of its period: less than the period if bars can be told apart then, and more if
 *     nobody saw it otherwise
 * @param line the points of a polyline
 * @param most how many were accepted in the period with the most
 * @param byThen how many were accepted altogether by the end
 * @param quota a line at how many may have a seat at once, which the other may exceed; null if the number of seats is
 *     unlimited
 */
record Chart(
        PeriodLength step,
        Instant from,
        Instant last,
        long width,
        double barWidth,
        List<Bar> bars,
        String line,
        long most,
        long byThen,
        @Nullable Quota quota) {

    static final int HEIGHT = 100;

    /** A period alone is not as wide as the window. */
    private static final int LEAST_WIDTH = 24;

    private static final double USUAL_BAR = 0.8;
    private static final double WIDEST_BAR = 1 / 12.0;
    private static final double THINNEST_BAR = 1 / 300.0;

    /**
     * One period.
     *
     * @param byThen how many were accepted altogether by its end
     */
    record Bar(long x, long y, long height, long byThen) {}

    record Quota(int seats, long y) {}

    /**
     * Of a part of what happened; of its newest periods if there are more than statistics have.
     *
     * @param from when that part begins
     * @param to when it ends
     * @param before how many were accepted before these periods
     */
    static Chart of(List<Period> periods, PeriodLength step, Instant from, Instant to, long before) {
        boolean cut = periods.size() == Statistics.MOST_PERIODS;
        Instant shown = cut ? periods.getFirst().minute() : from;
        Instant last = periods.isEmpty() ? shown : periods.getLast().minute();
        long width = step.unit().between(shown, Collections.max(List.of(last, to.minusMillis(1)))) + 1;
        return of(periods, step, shown, width, before, null);
    }

    /** Of all that happened. */
    static Chart of(StatisticsBody counts, PeriodLength step, @Nullable Integer quota) {
        List<Period> periods = counts.perMinute();
        Instant first = periods.isEmpty() ? Instant.EPOCH : periods.getFirst().minute();
        Instant last = periods.isEmpty() ? first : periods.getLast().minute();
        long width = Math.max(LEAST_WIDTH, step.unit().between(first, last) + 1);
        long before = Math.max(0, counts.accepted() - accepted(periods));
        return of(periods, step, last.minus(width - 1, step.unit()), width, before, quota);
    }

    private static Chart of(
            List<Period> periods, PeriodLength step, Instant from, long width, long before, @Nullable Integer quota) {
        long most = periods.stream().mapToLong(Period::accepted).max().orElse(0);
        long altogether = before + accepted(periods);
        long highest = Math.max(quota == null ? 1 : quota, altogether);
        List<Bar> bars = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        long byThen = before;
        append(line, 0, before, highest);
        for (Period period : periods) {
            long x = step.unit().between(from, period.minute());
            long height = height(period.accepted(), highest);
            append(line, x, byThen, highest);
            byThen += period.accepted();
            append(line, x + 1, byThen, highest);
            bars.add(new Bar(x, HEIGHT - height, height, byThen));
        }
        append(line, width, altogether, highest);
        return new Chart(
                step,
                from,
                from.plus(width - 1, step.unit()),
                width,
                Math.clamp(USUAL_BAR, width * THINNEST_BAR, width * WIDEST_BAR),
                bars,
                line.toString().strip(),
                most,
                altogether,
                quota == null ? null : new Quota(quota, y(quota, highest)));
    }

    /** Few beside many are seen, too. */
    private static long height(long accepted, long highest) {
        return accepted == 0 ? 0 : Math.max(1, accepted * HEIGHT / highest);
    }

    private static long accepted(List<Period> periods) {
        return periods.stream().mapToLong(Period::accepted).sum();
    }

    private static void append(StringBuilder line, long x, long count, long highest) {
        line.append(x).append(',').append(y(count, highest)).append(' ');
    }

    private static long y(long count, long highest) {
        return HEIGHT - count * HEIGHT / highest;
    }

    public int height() {
        return HEIGHT;
    }
}
