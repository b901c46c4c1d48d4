package io.usher.notifier.sending.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.usher.notifier.sending.Settlement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Counts sent, failed and deferred mails by kind ({@code usher.notifier.mails}) and failures of the program's work ({@code
 * usher.notifier.failures}); shows {@code usher.notifier.queue} and {@code usher.notifier.round.age}.
 */
@Component
public final class MailMeters {

    private final MeterRegistry meters;
    private final AtomicLong queued = new AtomicLong();

    MailMeters(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("usher.notifier.queue", queued, AtomicLong::get)
                .description("Messages that are neither sent nor failed, as of some seconds ago")
                .register(meters);
    }

    /** Called with the length of the queue from time to time. */
    public void queued(long messages) {
        queued.set(messages);
    }

    public void count(Settlement settlement) {
        if (settlement.attempts() > 0 || settlement.state() == Settlement.State.FAILED) {
            Counter.builder("usher.notifier.mails")
                    .description("What came of attempts to send a mail; failed are also those that could not be tried")
                    .tag("kind", settlement.mail().kind().wireName())
                    .tag("outcome", outcome(settlement.state()))
                    .register(meters)
                    .increment();
        }
    }

    /** Called with each failure of a piece of work, whether it is repeated or not. */
    public void failed(String work, boolean passes) {
        Counter.builder("usher.notifier.failures")
                .description("Failures of the program's work; an unknown cause is a bug")
                .tag("work", work)
                .tag("cause", passes ? "outage" : "unknown")
                .register(meters)
                .increment();
    }

    /** Shows how long ago the work has last given a sign of life. */
    public void watch(String work, Supplier<Duration> silence) {
        TimeGauge.builder(
                        "usher.notifier.round.age",
                        silence,
                        TimeUnit.MILLISECONDS,
                        age -> age.get().toMillis())
                .description("Time since the work has last ended a round or got on with one")
                .tag("work", work)
                .register(meters);
    }

    private static String outcome(Settlement.State state) {
        return switch (state) {
            case QUEUED -> "deferred";
            case SENT -> "sent";
            case FAILED -> "failed";
        };
    }
}
