package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to one mail. */
public sealed interface EmailEvent extends Event {

    Mail mail();

    /** The invitation; the message if it is about none. */
    @Override
    default String key() {
        InvitationId invitation = mail().invitation();
        return invitation == null ? subject() : invitation.toString();
    }

    @Override
    default String subject() {
        return mail().message().toString();
    }

    /**
     * Which mail.
     *
     * @param email the recipient as typed
     * @param organization in whose name it is sent; null if it is about an account alone
     * @param invitation what it is about; null if it is about the organization as a whole or about an account
     * @param invitee present on an invitation and on a reminder
     * @param acceptance present on a mail that tells a decision
     */
    record Mail(
            MessageId message,
            EmailKind kind,
            String email,
            @Nullable OrganizationId organization,
            @Nullable InvitationId invitation,
            @Nullable InviteeId invitee,
            @Nullable AcceptanceId acceptance) {}

    /** The mail will be sent. */
    record EmailQueued(Mail mail, Instant at) implements EmailEvent {}

    /** The SMTP server took the mail. */
    record EmailSent(Mail mail, Instant at, int attempts) implements EmailEvent {}

    /**
     * The mail will not be sent, or a server that took it reported that it was not delivered.
     *
     * @param reason what the mail server said, or why it was given up
     */
    record EmailFailed(Mail mail, Instant at, int attempts, String reason) implements EmailEvent {}

    /**
     * The mail was not delivered: there is no such mailbox, as a mail server said at once or after the mail was sent.
     *
     * @param reason what the mail server said
     */
    record EmailBounced(Mail mail, Instant at, int attempts, String reason) implements EmailEvent {}

    /** The mail will not be sent: the organization does not write to the address. */
    record EmailSuppressed(Mail mail, Instant at, SuppressionReason reason) implements EmailEvent {}
}
