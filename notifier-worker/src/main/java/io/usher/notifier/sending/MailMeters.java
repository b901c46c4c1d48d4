package io.usher.notifier.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what came of mails by kind ({@code usher.notifier.mails}) and shows {@code usher.notifier.queue}. */
final class MailMeters {

    private final MeterRegistry meters;
    private final AtomicLong queued = new AtomicLong();

    MailMeters(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("usher.notifier.queue", queued, AtomicLong::get)
                .description("Messages that are still to be sent and do not wait for their invitation to open or to be"
                        + " enabled, as of some seconds ago")
                .register(meters);
    }

    /** Requested with the length of the queue from time to time. */
    void queued(long messages) {
        queued.set(messages);
    }

    void count(MessageUpdate settlement) {
        if (settlement.attempts() > 0 || settlement.state() != MessageUpdate.State.QUEUED) {
            Counter.builder("usher.notifier.mails")
                    .description(
                            "Outcomes of attempts to send a mail; failed and suppressed include mails that were not attempted")
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
            case FAILED, BOUNCED, SUPPRESSED -> state.wireName();
        };
    }
}
