package io.usher.notifier.composing;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.sending.MailDetails;
import io.usher.notifier.sending.MailPriority;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent.
 *
 * @param purpose what it is for; of several messages with one purpose only the first is kept
 * @param organization in whose name it is sent; null if it is about an account alone
 * @param invitation what it is about; null if it is about none
 * @param invitee present on an invitation and on a reminder
 * @param acceptance present on a mail about a decision
 * @param recipient of a mail about a member, their address alone: the rest is that of the membership
 */
record NewMessage(
        String purpose,
        EmailKind kind,
        MailPriority priority,
        @Nullable OrganizationId organization,
        @Nullable InvitationId invitation,
        @Nullable InviteeId invitee,
        @Nullable AcceptanceId acceptance,
        Recipient recipient,
        MailDetails details) {

    /** The same to the same recipient as a mail of another kind. */
    NewMessage as(EmailKind other, String itsPurpose) {
        return new NewMessage(
                itsPurpose,
                other,
                MailPriority.of(other),
                organization,
                invitation,
                invitee,
                acceptance,
                recipient,
                details);
    }

    /**
     * As events refer to it.
     *
     * @param email under which it is stored
     */
    Mail mail(MessageId id, String email) {
        return new Mail(id, kind, email, organization, invitation, invitee, acceptance);
    }
}
