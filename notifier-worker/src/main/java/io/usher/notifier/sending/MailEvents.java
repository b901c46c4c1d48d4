package io.usher.notifier.sending;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The events that report the states of a message. The id of each is derived from the message and the state. */
public final class MailEvents {

    private MailEvents() {}

    public static EventMessage queued(Mail mail, Instant at) {
        return of("queued", mail, at, new EmailQueued(mail, at));
    }

    public static EventMessage sent(Mail mail, Instant at, int attempts) {
        return of("sent", mail, at, new EmailSent(mail, at, attempts));
    }

    /** @param error why it was not sent, if that is known */
    public static EventMessage failed(Mail mail, Instant at, int attempts, @Nullable String error) {
        return of("failed", mail, at, new EmailFailed(mail, at, attempts, error == null ? "unknown" : error));
    }

    /** @param reason what the mail server said */
    public static EventMessage bounced(Mail mail, Instant at, int attempts, String reason) {
        return of("bounced", mail, at, new EmailBounced(mail, at, attempts, reason));
    }

    public static EventMessage suppressed(Mail mail, Instant at, SuppressionReason reason) {
        return of("suppressed", mail, at, new EmailSuppressed(mail, at, reason));
    }

    private static EventMessage of(String state, Mail mail, Instant at, EmailEvent event) {
        return new EventMessage(mail.message() + "." + state, Source.NOTIFIER_WORKER, at, event);
    }
}
