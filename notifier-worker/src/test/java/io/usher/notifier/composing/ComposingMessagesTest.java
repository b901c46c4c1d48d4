package io.usher.notifier.composing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.Received.Readable;
import io.usher.notifier.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class ComposingMessagesTest {

    private static final Duration RETENTION = Duration.ofDays(90);

    private final Events events = Events.ofSomeInvitation();
    private final List<String> added = new ArrayList<>();
    private final ComposingMessages composing = new ComposingMessages(
            messages -> Mono.fromSupplier(() -> {
                messages.forEach(
                        message -> added.add(message.message().recipient().email()));
                return (long) messages.size();
            }),
            RETENTION,
            Clock.fixed(Events.NOON, ZoneOffset.UTC),
            () -> {});

    /** Their messages may be deleted: whether they were sent is unknown. */
    @Test
    void eventsOlderThanTheRetentionMakeNoMessage() {
        Instant oldest = Events.NOON.minus(RETENTION).plus(Duration.ofDays(1));

        StepVerifier.create(composing.compose(List.of(
                        readable(events.accepted("old@example.com"), oldest.minusMillis(1)),
                        readable(events.accepted("recent@example.com"), oldest))))
                .verifyComplete();

        assertThat(added).containsExactly("recent@example.com");
    }

    private static Readable readable(Event event, Instant appendedAt) {
        return new Readable(Events.idOf(event), Events.NOON, event, 0, 0, appendedAt);
    }
}
