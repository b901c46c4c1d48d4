package io.usher.notifier.sending;

import io.usher.contract.event.SuppressionReason;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a mail is sent, and what it is about.
 *
 * @param organization as it is now; null if the mail is about an account alone
 * @param invitation as it is now; null if the mail is about none
 * @param invitee as they are now; null if the mail is to none or they no longer exist
 * @param member as they are now; null if the mail is about none or they no longer exist
 * @param suppressed why the organization does not write to the address, but for transactional mails; null if it does
 * @param proofExpired whether the link in it that proves the address has ended
 */
public record MailContext(
        @Nullable OrganizationOnMail organization,
        @Nullable InvitationOnMail invitation,
        @Nullable InviteeOnMail invitee,
        @Nullable MemberOnMail member,
        @Nullable SuppressionReason suppressed,
        boolean proofExpired) {

    public MailContext(@Nullable OrganizationOnMail organization, @Nullable InvitationOnMail invitation) {
        this(organization, invitation, null, null, null, false);
    }

    public MailContext(
            @Nullable OrganizationOnMail organization,
            @Nullable InvitationOnMail invitation,
            @Nullable InviteeOnMail invitee,
            @Nullable MemberOnMail member) {
        this(organization, invitation, invitee, member, null, false);
    }
}
