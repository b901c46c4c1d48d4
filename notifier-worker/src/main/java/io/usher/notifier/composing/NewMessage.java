package io.usher.notifier.composing;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.sending.MailPriority;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent.
 *
 * @param purpose what it is for; of several messages with one purpose only the first is kept
 * @param invitation what it is about; null if it is about none
 * @param invitee present on an invitation mail
 * @param acceptance present on a mail about a decision
 * @param reason present on a refusal
 */
record NewMessage(
        String purpose,
        EmailKind kind,
        OrganizationId organization,
        @Nullable InvitationId invitation,
        @Nullable InviteeId invitee,
        @Nullable AcceptanceId acceptance,
        Recipient recipient,
        @Nullable RejectionReason reason) {

    MailPriority priority() {
        return MailPriority.of(kind);
    }

    /** As events refer to it. */
    Mail mail(MessageId id) {
        return new Mail(id, kind, recipient.email(), organization, invitation, invitee, acceptance);
    }
}
