package io.usher.api.pages.console.invitations;

import io.usher.api.projections.StatisticsBody;
import java.util.List;
import java.util.stream.IntStream;

/** How many came how far, from being invited to having accepted: a bar for each step, as wide as the chart is for the most. */
record Funnel(List<Bar> bars) {

    /** In percent. */
    private static final int WIDTH = 100;

    /** In pixels: a line of text and a bar. */
    private static final int BETWEEN_BARS = 48;

    /**
     * One step.
     *
     * @param name as texts of pages call it
     * @param y where its text and bar begin, in pixels
     * @param width in percent
     */
    record Bar(String name, long count, int y, long width) {}

    private record Stage(String name, long count) {}

    static Funnel of(StatisticsBody counts) {
        List<Stage> steps = List.of(
                new Stage("invited", counts.invited()),
                new Stage("sent", counts.sent()),
                new Stage("opened", counts.opened()),
                new Stage("requested", counts.requested()),
                new Stage("accepted", counts.accepted()));
        long most = Math.max(1, steps.stream().mapToLong(Stage::count).max().orElse(1));
        return new Funnel(IntStream.range(0, steps.size())
                .mapToObj(place -> {
                    Stage step = steps.get(place);
                    return new Bar(step.name(), step.count(), place * BETWEEN_BARS, step.count() * WIDTH / most);
                })
                .toList());
    }

    /** In pixels. */
    public int height() {
        return bars.size() * BETWEEN_BARS;
    }

    public boolean isEmpty() {
        return bars.stream().allMatch(bar -> bar.count() == 0);
    }
}
