package io.usher.notifier.announcing;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a message came to stand where it stands.
 *
 * @param announced the newest state that was told; null = none yet
 * @param doneAt when it was sent or failed; null while it is queued
 * @param error why it was not sent
 */
public record MessageHistory(
        Mail mail,
        State state,
        @Nullable State announced,
        int attempts,
        Instant queuedAt,
        @Nullable Instant doneAt,
        @Nullable String error) {

    /** How a message can stand. */
    public enum State {
        QUEUED,
        SENT,
        FAILED
    }

    /** What is still to be told, in the order in which it happened. The ids are the same each time. */
    List<EventMessage> untold() {
        return Stream.of(queued(), done()).flatMap(Optional::stream).toList();
    }

    private Optional<EventMessage> queued() {
        return announced == null
                ? Optional.of(told("queued", queuedAt, new EmailQueued(mail, queuedAt)))
                : Optional.empty();
    }

    private Optional<EventMessage> done() {
        Instant at = doneAt == null ? queuedAt : doneAt;
        return state == announced
                ? Optional.empty()
                : switch (state) {
                    case QUEUED -> Optional.empty();
                    case SENT -> Optional.of(told("sent", at, new EmailSent(mail, at, attempts)));
                    case FAILED ->
                        Optional.of(told(
                                "failed", at, new EmailFailed(mail, at, attempts, error == null ? "unknown" : error)));
                };
    }

    private EventMessage told(String what, Instant at, EmailEvent event) {
        return new EventMessage(mail.message() + "." + what, Source.NOTIFIER_WORKER, at, event);
    }
}
