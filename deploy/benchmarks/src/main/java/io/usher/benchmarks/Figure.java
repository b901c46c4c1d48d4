package io.usher.benchmarks;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can be asked for. {@code deploy/docs/performance.md} says what each figure means. */
enum Figure {
    DECIDE("decide", Phase.DECIDE),
    ROW_LOCK("rowLock", Phase.DECIDE),
    SQL_CEILING("sqlCeiling", Phase.DECIDE),
    HTTP("http", Phase.HTTP),
    REFUSE("refuse", Phase.HTTP),
    HTTP_EMPTY("httpEmpty", Phase.HTTP),
    PAGE("page", Phase.HTTP),
    ACCEPT("accept", Phase.HTTP),
    HASHES("hashes", Phase.HASHES),
    END_TO_END("endToEnd", Phase.END_TO_END),
    LATENCY("latency", Phase.LATENCY),
    COLD_SPIKE("coldSpike", Phase.COLD_SPIKE),
    MAIL("mail", Phase.MAIL),
    IMPORTING("import", Phase.IMPORT),
    LISTS("lists", Phase.LISTS),
    STREAMS("streams", Phase.STREAMS),
    MEMORY("memory", Phase.HTTP, Phase.MAIL, Phase.LATENCY, Phase.END_TO_END, Phase.DECIDE);

    /** The parts of a run, in their order. */
    enum Phase {
        HTTP,
        HASHES,
        MAIL,
        LATENCY,
        END_TO_END,
        DECIDE,
        IMPORT,
        LISTS,
        STREAMS,
        COLD_SPIKE
    }

    private final String figureName;
    private final Set<Phase> phases;

    Figure(String figureName, Phase first, Phase... more) {
        this.figureName = figureName;
        this.phases = EnumSet.of(first, more);
    }

    String figureName() {
        return figureName;
    }

    /** The parts of the run that measure it. */
    Set<Phase> phases() {
        return phases;
    }

    static Optional<Figure> named(String name) {
        return Arrays.stream(values())
                .filter(figure -> figure.figureName.equals(name))
                .findFirst();
    }
}
