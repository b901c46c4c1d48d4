package io.usher.api.pages.console.invitations;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long the periods of statistics are. */
enum PeriodLength {
    DAY(ChronoUnit.DAYS),
    HOUR(ChronoUnit.HOURS),
    MINUTE(ChronoUnit.MINUTES);

    private final ChronoUnit unit;

    PeriodLength(ChronoUnit unit) {
        this.unit = unit;
    }

    /** As a page is asked for it; days if there is no such length. */
    static PeriodLength of(@Nullable String word) {
        return Arrays.stream(values())
                .filter(length -> length.word().equals(word))
                .findFirst()
                .orElse(DAY);
    }

    ChronoUnit unit() {
        return unit;
    }

    /** As statistics, texts and addresses of pages call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
