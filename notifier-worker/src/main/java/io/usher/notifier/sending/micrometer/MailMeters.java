package io.usher.notifier.sending.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.notifier.sending.Settlement;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Counts sent, failed and deferred mails by kind ({@code usher.notifier.mails}); shows {@code usher.notifier.queue}. */
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
        if (settlement.attempts() > 0) {
            Counter.builder("usher.notifier.mails")
                    .description("What came of attempts to send a mail")
                    .tag("kind", settlement.mail().kind().wireName())
                    .tag("outcome", outcome(settlement.state()))
                    .register(meters)
                    .increment();
        }
    }

    private static String outcome(Settlement.State state) {
        return switch (state) {
            case QUEUED -> "deferred";
            case SENT -> "sent";
            case FAILED -> "failed";
        };
    }
}
