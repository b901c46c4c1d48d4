package io.usher.api.pages.console.invitations;

import io.usher.api.projections.Statistics.Period;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Bars of how many were accepted in each period, and a line of how many were by then. One unit wide each, and as high as the
 * chart is for the most.
 *
 * @param width of the chart
 * @param line of all bars together, as the points of a polyline
 */
record Chart(int width, List<Bar> bars, String line) {

    static final int HEIGHT = 100;

    /** One period. */
    record Bar(int x, long y, long height) {}

    static Chart of(List<Period> periods) {
        long most =
                Math.max(1, periods.stream().mapToLong(Period::accepted).max().orElse(1));
        long all = Math.max(1, periods.stream().mapToLong(Period::accepted).sum());
        List<Bar> bars = IntStream.range(0, periods.size())
                .mapToObj(place -> {
                    long height = periods.get(place).accepted() * HEIGHT / most;
                    return new Bar(place, HEIGHT - height, height);
                })
                .toList();
        StringBuilder line = new StringBuilder();
        long sum = 0;
        for (int place = 0; place < periods.size(); place++) {
            sum += periods.get(place).accepted();
            line.append(place).append(".5,").append(HEIGHT - sum * HEIGHT / all).append(' ');
        }
        return new Chart(Math.max(1, periods.size()), bars, line.toString().strip());
    }

    public int height() {
        return HEIGHT;
    }
}
