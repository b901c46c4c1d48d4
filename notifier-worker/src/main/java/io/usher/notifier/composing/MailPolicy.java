package io.usher.notifier.composing;

import io.usher.contract.event.AcceptanceCommand;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AccountEvent;
import io.usher.contract.event.EmailCommand;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantableEvent;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeDeclined;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.InviteeEvent.InviteeResent;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OrganizationEvent;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.sending.MailDetails;
import io.usher.notifier.sending.MailPriority;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Which event leads to which mail. */
final class MailPolicy {

    private MailPolicy() {}

    static Optional<NewMessage> mailFor(Event event) {
        return switch (event) {
            case InviteeInvited invited -> invited.sendEmail() ? Optional.of(invitation(invited)) : Optional.empty();
            case InviteeResent resent -> Optional.of(invitation(resent));
            // A repeated request has the earlier outcome; the person was told then.
            case AcceptanceAccepted accepted ->
                accepted.original() == null
                        ? Optional.of(decision(accepted, EmailKind.WELCOME, MailDetails.NONE))
                        : Optional.empty();
            case AcceptanceWaitlisted waiting ->
                waiting.original() == null
                        ? Optional.of(decision(waiting, EmailKind.WAITLISTED, MailDetails.waiting(waiting.position())))
                        : Optional.empty();
            case AcceptancePromoted promoted -> Optional.of(decision(promoted, EmailKind.PROMOTED, MailDetails.NONE));
            case AcceptanceRejected rejected -> Optional.of(refusal(rejected));
            case MemberAccessEnded ended -> Optional.of(accessEnded(ended));
            case AcceptanceWithdrawn other -> Optional.empty();
            case AcceptanceWithdrawalRefused other -> Optional.empty();
            case InviteeDeclined other -> Optional.empty();
            case InviteeCancelled other -> Optional.empty();
            case OrganizationEvent other -> Optional.empty();
            case GrantableEvent other -> Optional.empty();
            case InvitationEvent other -> Optional.empty();
            case AcceptanceCommand other -> Optional.empty();
            case MemberEvent other -> Optional.empty();
            case MemberCommand other -> Optional.empty();
            case EmailEvent other -> Optional.empty();
            case EmailCommand other -> Optional.empty();
            case OpsEvent other -> Optional.empty();
            case AccountEvent account -> AccountMails.mailFor(account);
        };
    }

    /** One mail for each personal link of a person. */
    private static NewMessage invitation(InviteeInvited invited) {
        return new NewMessage(
                "invitation/" + invited.invitee() + "/" + invited.generation(),
                EmailKind.INVITATION,
                MailPriority.INVITATION,
                invited.organization(),
                invited.invitation(),
                invited.invitee(),
                null,
                Recipient.from(invited.email(), invited.firstName(), invited.lastName()),
                MailDetails.personalLink(invited.generation()));
    }

    /** Somebody has just asked for it. */
    private static NewMessage invitation(InviteeResent resent) {
        return new NewMessage(
                "invitation/" + resent.invitee() + "/" + resent.generation(),
                EmailKind.INVITATION,
                MailPriority.TRANSACTIONAL,
                resent.organization(),
                resent.invitation(),
                resent.invitee(),
                null,
                Recipient.from(resent.email(), resent.firstName(), resent.lastName()),
                MailDetails.personalLink(resent.generation()));
    }

    /** One acceptance has one decision of each kind. */
    private static NewMessage decision(AcceptanceOutcome decided, EmailKind kind, MailDetails details) {
        return decision(kind.wireName() + "/" + decided.acceptance(), decided, kind, details);
    }

    /** A person who keeps asking gets one mail for each reason, not one for each request. */
    private static NewMessage refusal(AcceptanceRejected rejected) {
        return decision(
                "refusal/" + rejected.invitation() + "/"
                        + recipient(rejected).address() + "/"
                        + rejected.reason().wireName(),
                rejected,
                EmailKind.REFUSAL,
                MailDetails.refused(rejected.reason()));
    }

    private static NewMessage decision(String purpose, AcceptanceOutcome decided, EmailKind kind, MailDetails details) {
        return new NewMessage(
                purpose,
                kind,
                MailPriority.of(kind),
                decided.organization(),
                decided.invitation(),
                null,
                decided.acceptance(),
                recipient(decided),
                details);
    }

    private static Recipient recipient(AcceptanceOutcome decided) {
        return Recipient.from(decided.email(), decided.firstName(), decided.lastName());
    }

    private static NewMessage accessEnded(MemberAccessEnded ended) {
        return aboutAccess(EmailKind.ACCESS_ENDED, ended.organization(), ended.address(), ended.member(), ended.at());
    }

    /** Announces the end of an access. If the end is moved, the new one is announced anew. */
    static NewMessage accessEnding(OrganizationId organization, String address, MemberId member, Instant endsAt) {
        return aboutAccess(EmailKind.ACCESS_ENDING, organization, address, member, endsAt);
    }

    private static NewMessage aboutAccess(
            EmailKind kind, OrganizationId organization, String address, MemberId member, Instant endsAt) {
        return new NewMessage(
                // In microseconds, as PostgreSQL has it: see AnnouncingAccessEnds.
                kind.wireName() + "/" + member + "/" + ChronoUnit.MICROS.between(Instant.EPOCH, endsAt),
                kind,
                MailPriority.of(kind),
                organization,
                null,
                null,
                null,
                Recipient.from(address, null, null),
                MailDetails.access(member, endsAt));
    }
}
