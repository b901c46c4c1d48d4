package io.usher.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked for.
 *
 * @param figures with nothing named, all
 * @param profile the figure to show the CPU of; null = figures are measured
 */
record Options(
        String sizesName,
        Sizes sizes,
        Set<Figure> figures,
        @Nullable Figure profile) {

    static final String USAGE =
            "deploy/bench [--quick] [figure…], or deploy/bench [--quick] --profile decide|http|page|accept|latency|mail. Figures: "
                    + String.join(
                            ", ",
                            EnumSet.allOf(Figure.class).stream()
                                    .map(Figure::figureName)
                                    .toList());

    private static final Set<Figure> PROFILES =
            EnumSet.of(Figure.DECIDE, Figure.HTTP, Figure.PAGE, Figure.ACCEPT, Figure.LATENCY, Figure.MAIL);

    /** @throws IllegalArgumentException with a line for whoever typed them */
    static Options of(List<String> arguments) {
        String sizesName = "full";
        boolean profile = false;
        Set<Figure> figures = EnumSet.noneOf(Figure.class);
        for (String argument : arguments) {
            switch (argument) {
                case "--quick" -> sizesName = "quick";
                case "--tiny" -> sizesName = "tiny";
                case "--profile" -> profile = true;
                default -> figures.add(Figure.named(argument).orElseThrow(() -> refused(argument)));
            }
        }
        if (profile && (figures.size() != 1 || !PROFILES.containsAll(figures))) {
            throw refused("--profile");
        }
        return new Options(
                sizesName,
                sizes(sizesName),
                figures.isEmpty() ? EnumSet.allOf(Figure.class) : figures,
                profile ? figures.iterator().next() : null);
    }

    private static Sizes sizes(String name) {
        return switch (name) {
            case "quick" -> Sizes.QUICK;
            case "tiny" -> Sizes.TINY;
            default -> Sizes.FULL;
        };
    }

    private static IllegalArgumentException refused(String argument) {
        return new IllegalArgumentException("%s (expected %s)".formatted(argument, USAGE));
    }
}
