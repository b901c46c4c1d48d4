package io.usher.notifier.rounds;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the failures of work that is repeated, so that none is hidden: what passes by itself as a warning, what is
 * unknown, and so a bug, as an error with its stack. Each kind of work is logged at most once a minute. Safe for several
 * threads.
 */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration LOGGED_EVERY = Duration.ofMinutes(1);

    private final Predicate<Throwable> passes;
    private final Clock clock;
    private final Counts counts;
    private final Map<Work, Instant> logged = new ConcurrentHashMap<>();

    /** @param passes whether a failure is one that passes by itself */
    public Failures(Predicate<Throwable> passes, Clock clock, Counts counts) {
        this.passes = passes;
        this.clock = clock;
        this.counts = counts;
    }

    /**
     * @param consequence what happens next
     * @return whether the failure passes by itself
     */
    @CanIgnoreReturnValue
    public boolean report(String work, Throwable failure, String consequence) {
        boolean outage = passes.test(failure);
        counts.failed(work, outage);
        if (isLogged(new Work(work, outage))) {
            if (outage) {
                LOG.warn("{} failed: {}; {}", work, failure, consequence);
            } else {
                LOG.error("{} failed, this is a bug: {}", work, consequence, failure);
            }
        }
        return outage;
    }

    private boolean isLogged(Work work) {
        Instant now = clock.instant();
        Instant last = logged.merge(
                work, now, (before, current) -> current.isBefore(before.plus(LOGGED_EVERY)) ? before : current);
        return last.equals(now);
    }

    private record Work(String name, boolean outage) {}

    /** Where failures are counted. */
    @FunctionalInterface
    public interface Counts {

        void failed(String work, boolean passes);
    }
}
