package io.usher.acceptance.due;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * The due commands whose last attempt failed. Each is put off, longer after each failure, so that it keeps no other one
 * from being decided. Each failure is logged and counted; a command that has been failing for a minute is named by the
 * program's health. Not by its readiness: everything else is decided. Thread-safe.
 */
final class FailedCommands implements ReactiveHealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCommands.class);

    private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Duration UNHEALTHY_AFTER = Duration.ofMinutes(1);

    /** Those beyond are not put off. */
    private static final int MOST = 1_000;

    private static final int MOST_NAMED = 10;

    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Single, Failing> failing = new ConcurrentHashMap<>();

    FailedCommands(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        Gauge.builder("usher.worker.due.failing", failing, Map::size)
                .description("Due commands whose last attempt failed")
                .register(meters);
    }

    /**
     * @param since the first failure in a row
     * @param next not tried again before
     */
    private record Failing(Instant since, Duration delay, Instant next) {

        static Failing from(@Nullable Failing before, Instant now) {
            Duration delay = before == null ? SHORTEST_DELAY : before.delay.multipliedBy(2);
            Duration limited = delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
            return new Failing(before == null ? now : before.since, limited, now.plus(limited));
        }
    }

    void failed(Single command, Throwable failure) {
        boolean outage = Outage.isBehind(failure);
        meters.counter("usher.worker.due.failures", "cause", outage ? "outage" : "unknown")
                .increment();
        Duration delay = putOff(command);
        if (outage) {
            LOG.warn(
                    "{}: not decided: {} (next try in {})", DueCommands.name(command), Outage.describe(failure), delay);
        } else {
            LOG.error(
                    "{}: not decided because of a bug (next try in {}; others are decided)",
                    DueCommands.name(command),
                    delay,
                    failure);
        }
    }

    private Duration putOff(Single command) {
        Failing next = Failing.from(failing.get(command), clock.instant());
        if (failing.containsKey(command) || failing.size() < MOST) {
            failing.put(command, next);
        }
        return next.delay();
    }

    void decided(Single command) {
        failing.remove(command);
    }

    /** Commands that are not to be tried yet. */
    Set<Single> putOff() {
        Instant now = clock.instant();
        return failing.entrySet().stream()
                .filter(entry -> entry.getValue().next().isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets those that could be tried at this time and were not: they are not due any more. */
    void forgetUntried(Instant from) {
        failing.values().removeIf(one -> !one.next().isAfter(from));
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            Instant before = clock.instant().minus(UNHEALTHY_AFTER);
            List<String> named = failing.entrySet().stream()
                    .filter(entry -> !entry.getValue().since().isAfter(before))
                    .limit(MOST_NAMED)
                    .map(entry -> DueCommands.name(entry.getKey()))
                    .toList();
            return (named.isEmpty() ? Health.up() : Health.down().withDetail("failing", named)).build();
        });
    }
}
