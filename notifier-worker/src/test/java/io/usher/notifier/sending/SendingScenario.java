package io.usher.notifier.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usher.notifier.Events;
import io.usher.runtime.polling.WorkReports;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/** Sending with a table and a mail server in memory, and a clock that a test sets. */
final class SendingScenario {

    static final Runnable NO_PROGRESS = () -> {};

    final FakeDueMails table = new FakeDueMails();
    final FakeMailer server = new FakeMailer();
    Pace pace = domain -> Duration.ZERO;
    Instant now = Events.NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final WorkReports reports = new WorkReports(UncheckedIOException.class::isInstance, clock, meters);

    Mono<Boolean> run() {
        return sending().run(NO_PROGRESS);
    }

    SendingDueMails sending() {
        return sending(new SendingLimits(2, 4, 2, Duration.ofMinutes(2), Duration.ofMinutes(1)));
    }

    SendingDueMails sending(SendingLimits limits) {
        RetryPolicy retries = new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3));
        TakeOver takeOver = new TakeOver(limits.takeOverAfter(), clock);
        return new SendingDueMails(
                new ClaimingMails(table, takeOver, limits, reports, clock),
                server,
                domain -> pace.nextTurn(domain),
                new WritingResults(table, takeOver, retries, reports, clock, results -> {}),
                limits);
    }

    /** How many outages the work has reported. */
    double outages(String work) {
        return failures(work, "outage");
    }

    /** How many unknown failures the work has reported. */
    double bugs(String work) {
        return failures(work, "unknown");
    }

    private double failures(String work, String cause) {
        return meters.find("usher.work.failures").tags("work", work, "cause", cause).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
