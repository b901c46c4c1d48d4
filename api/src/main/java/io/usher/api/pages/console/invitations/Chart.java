package io.usher.api.pages.console.invitations;

import io.usher.api.projections.Statistics.Period;
import io.usher.api.projections.StatisticsBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bars of how many were accepted in each period, and a line of how many were by then. Seats that are given back stay counted
 * in both. One unit wide each, and as high as the chart is for the most: for the line that is the quota, if fewer were
 * accepted.
 *
 * @param width of the chart
 * @param line of all bars together, as the points of a polyline
 * @param quota a line at how many may have a seat at once, which the other may exceed; null if the number of seats is
 *     unlimited
 */
record Chart(
        int width, List<Bar> bars, String line, @Nullable Quota quota) {

    static final int HEIGHT = 100;

    /**
     * One period.
     *
     * @param byThen how many were accepted altogether by its end
     */
    record Bar(int x, long y, long height, long byThen) {}

    record Quota(int seats, long y) {}

    /** @param before how many were accepted before the first period */
    static Chart of(List<Period> periods, long before) {
        return of(periods, before, null);
    }

    static Chart of(StatisticsBody counts, @Nullable Integer quota) {
        long drawn = counts.perMinute().stream().mapToLong(Period::accepted).sum();
        return of(counts.perMinute(), Math.max(0, counts.accepted() - drawn), quota);
    }

    private static Chart of(List<Period> periods, long before, @Nullable Integer quota) {
        long most =
                Math.max(1, periods.stream().mapToLong(Period::accepted).max().orElse(1));
        long highest = Math.max(
                quota == null ? 1 : quota,
                before + periods.stream().mapToLong(Period::accepted).sum());
        List<Bar> bars = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        long byThen = before;
        for (int place = 0; place < periods.size(); place++) {
            long accepted = periods.get(place).accepted();
            byThen += accepted;
            long height = accepted * HEIGHT / most;
            bars.add(new Bar(place, HEIGHT - height, height, byThen));
            line.append(place).append(".5,").append(y(byThen, highest)).append(' ');
        }
        return new Chart(
                Math.max(1, periods.size()),
                bars,
                line.toString().strip(),
                quota == null ? null : new Quota(quota, y(quota, highest)));
    }

    private static long y(long count, long highest) {
        return HEIGHT - count * HEIGHT / highest;
    }

    public int height() {
        return HEIGHT;
    }
}
