package io.usher.notifier.sending;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.Events;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mails that are due. */
public final class Mails {

    public static final MailContext CHALLENGE = new MailContext(
            "Analytical Engines",
            new InvitationOnMail("Spring challenge", "Bring a pencil.", "CODE42", null, null, null, false));

    private Mails() {}

    public static DueMail invitation(@Nullable MailContext about) {
        return to("ada@example.com", EmailKind.INVITATION, null, about);
    }

    public static DueMail welcome(@Nullable MailContext about) {
        return to("ada@example.com", EmailKind.WELCOME, null, about);
    }

    public static DueMail refusal(RejectionReason reason, @Nullable MailContext about) {
        return to("ada@example.com", EmailKind.REFUSAL, reason, about);
    }

    public static DueMail to(String email, EmailKind kind) {
        return to(email, kind, null, CHALLENGE);
    }

    private static DueMail to(
            String email, EmailKind kind, @Nullable RejectionReason reason, @Nullable MailContext about) {
        return named("Ada", "Lovelace", email, kind, reason, about);
    }

    public static DueMail named(@Nullable String firstName, @Nullable String lastName) {
        return named(firstName, lastName, "ada@example.com", EmailKind.INVITATION, null, CHALLENGE);
    }

    private static DueMail named(
            @Nullable String firstName,
            @Nullable String lastName,
            String email,
            EmailKind kind,
            @Nullable RejectionReason reason,
            @Nullable MailContext about) {
        return new DueMail(
                new Mail(
                        new MessageId(UUID.randomUUID()),
                        kind,
                        email,
                        new OrganizationId(UUID.randomUUID()),
                        new InvitationId(UUID.randomUUID()),
                        null,
                        null),
                email,
                firstName,
                lastName,
                reason,
                0,
                false,
                Events.NOON,
                new Lease(UUID.randomUUID(), Events.NOON.plus(Duration.ofMinutes(2))),
                about);
    }
}
