package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.notifier.Events;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MailEventsTest {

    private final Mail mail = new Mail(
            new MessageId(UUID.randomUUID()),
            EmailKind.WELCOME,
            "ada@example.com",
            new OrganizationId(UUID.randomUUID()),
            new InvitationId(UUID.randomUUID()),
            null,
            null);

    @Test
    void idsAreDerivedFromTheMessageAndItsState() {
        assertThat(MailEvents.queued(mail, Events.NOON))
                .isEqualTo(message("queued", new EmailQueued(mail, Events.NOON)));
        assertThat(MailEvents.sent(mail, Events.NOON, 2))
                .isEqualTo(message("sent", new EmailSent(mail, Events.NOON, 2)));
    }

    @Test
    void aFailureSaysWhy() {
        assertThat(MailEvents.failed(mail, Events.NOON, 2, "550 nobody here"))
                .isEqualTo(message("failed", new EmailFailed(mail, Events.NOON, 2, "550 nobody here")));
        assertThat(MailEvents.failed(mail, Events.NOON, 0, null))
                .isEqualTo(message("failed", new EmailFailed(mail, Events.NOON, 0, "unknown")));
    }

    @Test
    void aBounceAndASuppressionSayWhy() {
        assertThat(MailEvents.bounced(mail, Events.NOON, 1, "550 5.1.1 nobody here"))
                .isEqualTo(message("bounced", new EmailBounced(mail, Events.NOON, 1, "550 5.1.1 nobody here")));
        assertThat(MailEvents.suppressed(mail, Events.NOON, SuppressionReason.UNSUBSCRIBED))
                .isEqualTo(
                        message("suppressed", new EmailSuppressed(mail, Events.NOON, SuppressionReason.UNSUBSCRIBED)));
    }

    private EventMessage message(String state, EmailEvent event) {
        return new EventMessage(mail.message() + "." + state, Source.NOTIFIER_WORKER, Events.NOON, event);
    }
}
