package io.usher.notifier.composing;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.kafka.Received.Readable;
import io.usher.notifier.composing.NewMessages.Called;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Turns events into messages to be sent. An event that comes again makes no second message, also after the first was
 * deleted.
 */
final class ComposingMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ComposingMessages.class);

    /** By so much may the clocks differ that tell how old an event and a message are. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private final NewMessages messages;
    private final Duration retention;
    private final Clock clock;
    private final Runnable whenAdded;

    /**
     * @param retention how long messages are kept: of what is older nobody knows whether it was sent
     * @param whenAdded told after new messages are stored for good; must not block
     */
    ComposingMessages(NewMessages messages, Duration retention, Clock clock, Runnable whenAdded) {
        this.messages = messages;
        this.retention = retention;
        this.clock = clock;
        this.whenAdded = whenAdded;
    }

    /** Completes when all messages that the events call for are stored; stores none when it fails. */
    Mono<Void> compose(List<Readable> events) {
        Instant oldest = clock.instant().minus(retention).plus(CLOCKS_DIFFER);
        List<Readable> recent = events.stream()
                .filter(event -> !event.appendedAt().isBefore(oldest))
                .toList();
        if (recent.size() < events.size()) {
            LOG.warn("{} events from before {}: no mail is sent for them", events.size() - recent.size(), oldest);
        }
        List<Called> called = recent.stream()
                .map(event -> MailPolicy.mailFor(event.event()).map(message -> new Called(message, calledAt(event))))
                .flatMap(Optional::stream)
                .toList();
        return called.isEmpty()
                ? Mono.empty()
                : messages.add(called)
                        .doOnNext(added -> {
                            if (added > 0) {
                                whenAdded.run();
                            }
                        })
                        .then();
    }

    /** A decision may come long after the request. */
    private static Instant calledAt(Readable event) {
        return event.event() instanceof AcceptanceOutcome decided ? decided.requestedAt() : event.time();
    }
}
