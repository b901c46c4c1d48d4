package io.usher.runtime.polling;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports how repeated work is doing. Each failure is counted ({@code usher.work.failures}) and logged, an outage as a
 * warning and an unknown failure as an error with its stack, at most once a minute for each kind of work. {@code
 * usher.work.age} is the time since the last progress. Thread-safe.
 */
public final class WorkReports {

    private static final Logger LOG = LoggerFactory.getLogger(WorkReports.class);
    private static final Duration LOGGED_EVERY = Duration.ofMinutes(1);

    private final Predicate<Throwable> isOutage;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Logged, Instant> logged = new ConcurrentHashMap<>();

    /** @param isOutage whether a failure is transient; any other failure is a bug */
    public WorkReports(Predicate<Throwable> isOutage, Clock clock, MeterRegistry meters) {
        this.isOutage = isOutage;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * @param consequence what happens next
     * @return whether the failure is an outage
     */
    @CanIgnoreReturnValue
    public boolean failed(String work, Throwable failure, String consequence) {
        boolean outage = isOutage.test(failure);
        count(work, outage);
        if (isToBeLogged(new Logged(work, outage))) {
            if (outage) {
                LOG.warn("{} failed: {} ({})", work, Outage.describe(failure), consequence);
            } else {
                LOG.error("{} failed because of a bug ({})", work, consequence, failure);
            }
        }
        return outage;
    }

    private void count(String work, boolean outage) {
        Counter.builder("usher.work.failures")
                .description("Failures of repeated work; an unknown cause is a bug")
                .tag("work", work)
                .tag("cause", outage ? "outage" : "unknown")
                .register(meters)
                .increment();
    }

    private boolean isToBeLogged(Logged failure) {
        Instant now = clock.instant();
        Instant last = logged.merge(
                failure, now, (before, current) -> current.isBefore(before.plus(LOGGED_EVERY)) ? before : current);
        return last.equals(now);
    }

    void watch(String work, Supplier<Duration> age) {
        TimeGauge.builder(
                        "usher.work.age",
                        age,
                        TimeUnit.MILLISECONDS,
                        since -> since.get().toMillis())
                .description("Time since repeated work last made progress")
                .tag("work", work)
                // Nothing else keeps the age: collected, it would be NaN.
                .strongReference(true)
                .register(meters);
    }

    private record Logged(String work, boolean outage) {}
}
