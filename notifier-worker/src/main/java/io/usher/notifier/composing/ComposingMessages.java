package io.usher.notifier.composing;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.kafka.Received.Readable;
import io.usher.notifier.composing.NewMessages.Requested;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Turns events into messages to be sent. A repeated event makes no second message, even after the first was deleted.
 */
final class ComposingMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ComposingMessages.class);

    /** The maximum difference of the clocks that determine the ages of events and messages. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private final NewMessages messages;
    private final Duration retention;
    private final Clock clock;
    private final Runnable whenAdded;

    /**
     * @param retention how long messages are kept: whether an older one was sent is unknown
     * @param whenAdded run after new messages are committed; must not block
     */
    ComposingMessages(NewMessages messages, Duration retention, Clock clock, Runnable whenAdded) {
        this.messages = messages;
        this.retention = retention;
        this.clock = clock;
        this.whenAdded = whenAdded;
    }

    /** Completes when all messages for the events are stored; stores none if it fails. */
    Mono<Void> compose(List<Readable> events) {
        Instant oldest = clock.instant().minus(retention).plus(CLOCKS_DIFFER);
        List<Readable> recent = events.stream()
                .filter(event -> !event.appendedAt().isBefore(oldest))
                .toList();
        if (recent.size() < events.size()) {
            LOG.warn("{} events are older than {} (no mail is sent for them)", events.size() - recent.size(), oldest);
        }
        List<Requested> requested = recent.stream()
                .map(event ->
                        MailPolicy.mailFor(event.event()).map(message -> new Requested(message, requestedAt(event))))
                .flatMap(Optional::stream)
                .toList();
        return requested.isEmpty()
                ? Mono.empty()
                : messages.add(requested)
                        .doOnNext(added -> {
                            if (added > 0) {
                                whenAdded.run();
                            }
                        })
                        .then();
    }

    /** A decision may be made long after the request. */
    private static Instant requestedAt(Readable event) {
        return event.event() instanceof AcceptanceOutcome decided ? decided.requestedAt() : event.time();
    }
}
