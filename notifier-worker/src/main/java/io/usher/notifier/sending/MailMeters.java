package io.usher.notifier.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Counts sent, failed and deferred mails by kind ({@code usher.notifier.mails}) and shows {@code usher.notifier.queue}. */
final class MailMeters {

    private final MeterRegistry meters;
    private final AtomicLong queued = new AtomicLong();

    MailMeters(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("usher.notifier.queue", queued, AtomicLong::get)
                .description("Messages that are neither sent nor failed, as of some seconds ago")
                .register(meters);
    }

    /** Requested with the length of the queue from time to time. */
    void queued(long messages) {
        queued.set(messages);
    }

    void count(MessageUpdate settlement) {
        if (settlement.attempts() > 0 || settlement.state() == MessageUpdate.State.FAILED) {
            Counter.builder("usher.notifier.mails")
                    .description(
                            "Outcomes of attempts to send a mail; failed includes mails that could not be attempted")
                    .tag("kind", settlement.mail().kind().wireName())
                    .tag("outcome", outcome(settlement.state()))
                    .register(meters)
                    .increment();
        }
    }

    private static String outcome(MessageUpdate.State state) {
        return switch (state) {
            case QUEUED -> "deferred";
            case SENT -> "sent";
            case FAILED -> "failed";
        };
    }
}
