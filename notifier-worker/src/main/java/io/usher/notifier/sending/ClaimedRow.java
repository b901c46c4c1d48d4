package io.usher.notifier.sending;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.id.ProofId;
import io.usher.runtime.Columns;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a claim returns. */
final class ClaimedRow {

    private ClaimedRow() {}

    static DueMail dueMail(Columns row, Lease lease) {
        return new DueMail(
                mail(row),
                row.text("address"),
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                details(row),
                row.integer("attempts"),
                row.bool("paced"),
                row.instant("sendable_at"),
                lease,
                context(row));
    }

    static Mail mail(Columns row) {
        UUID organization = row.optionalUuid("organization_id");
        UUID invitation = row.optionalUuid("invitation_id");
        UUID invitee = row.optionalUuid("invitee_id");
        UUID acceptance = row.optionalUuid("acceptance_id");
        return new Mail(
                new MessageId(row.uuid("id")),
                EmailKind.of(row.text("kind")),
                row.text("email"),
                organization == null ? null : new OrganizationId(organization),
                invitation == null ? null : new InvitationId(invitation),
                invitee == null ? null : new InviteeId(invitee),
                acceptance == null ? null : new AcceptanceId(acceptance));
    }

    private static MailDetails details(Columns row) {
        String reason = row.optionalText("reason");
        UUID member = row.optionalUuid("member_id");
        return new MailDetails(
                reason == null ? null : RejectionReason.of(reason),
                row.optionalBigint("position"),
                row.optionalInteger("link_generation"),
                member == null ? null : new MemberId(member),
                row.optionalInstant("access_ends_at"),
                proof(row),
                row.optionalText("message_locale"));
    }

    private static @Nullable ProofOnMail proof(Columns row) {
        UUID id = row.optionalUuid("proof_id");
        return id == null ? null : new ProofOnMail(ProofPurpose.of(row.text("proof_purpose")), new ProofId(id));
    }

    private static @Nullable MailContext context(Columns row) {
        String organization = row.optionalText("organization");
        String code = row.optionalText("code");
        boolean lacksOrganization = organization == null && row.optionalUuid("organization_id") != null;
        if (lacksOrganization || (code == null && row.optionalUuid("invitation_id") != null)) {
            return null;
        }
        return new MailContext(
                organization == null ? null : organization(row, organization),
                code == null ? null : invitation(row, code),
                invitee(row),
                member(row),
                suppressed(row),
                row.bool("proof_expired"));
    }

    private static @Nullable SuppressionReason suppressed(Columns row) {
        String reason = row.optionalText("suppressed");
        return reason == null ? null : SuppressionReason.of(reason);
    }

    private static OrganizationOnMail organization(Columns row, String name) {
        String replyTo = row.optionalText("reply_to");
        return new OrganizationOnMail(
                name,
                row.optionalText("organization_locale"),
                replyTo == null ? null : EmailAddress.parse(replyTo).orElse(null));
    }

    private static InvitationOnMail invitation(Columns row, String code) {
        return new InvitationOnMail(
                row.text("name"),
                row.optionalText("description"),
                code,
                row.optionalInstant("opens_at"),
                row.optionalInstant("expires_at"),
                row.optionalText("locale"),
                InvitationOnMail.State.valueOf(row.text("invitation_state")));
    }

    private static @Nullable InviteeOnMail invitee(Columns row) {
        Integer generation = row.optionalInteger("valid_generation");
        return generation == null
                ? null
                : new InviteeOnMail(
                        new InviteeId(row.uuid("invitee_id")),
                        generation,
                        row.optionalInstant("link_expires_at"),
                        row.bool("link_expired"),
                        row.bool("cancelled"),
                        row.bool("declined"),
                        row.bool("asked"),
                        row.bool("answered"));
    }

    private static @Nullable MemberOnMail member(Columns row) {
        Boolean active = row.optionalBool("member_active");
        return active == null ? null : new MemberOnMail(active, row.optionalInstant("access_expires_at"));
    }
}
