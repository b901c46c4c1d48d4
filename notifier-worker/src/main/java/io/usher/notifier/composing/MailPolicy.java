package io.usher.notifier.composing;

import io.usher.contract.event.AcceptanceCommand;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantableEvent;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OrganizationEvent;
import java.util.Optional;

/** Which event leads to which mail. */
final class MailPolicy {

    private MailPolicy() {}

    static Optional<NewMessage> mailFor(Event event) {
        return switch (event) {
            case InviteeInvited invited -> invited.sendEmail() ? Optional.of(invitation(invited)) : Optional.empty();
            // A repeated request has the earlier outcome; the person was welcomed then.
            case AcceptanceAccepted accepted ->
                accepted.original() == null ? Optional.of(welcome(accepted)) : Optional.empty();
            case AcceptancePromoted promoted -> Optional.of(welcome(promoted));
            case AcceptanceRejected rejected -> Optional.of(refusal(rejected));
            case AcceptanceWaitlisted other -> Optional.empty();
            case AcceptanceWithdrawn other -> Optional.empty();
            case AcceptanceWithdrawalRefused other -> Optional.empty();
            case InviteeCancelled other -> Optional.empty();
            case OrganizationEvent other -> Optional.empty();
            case GrantableEvent other -> Optional.empty();
            case InvitationEvent other -> Optional.empty();
            case AcceptanceCommand other -> Optional.empty();
            case MemberEvent other -> Optional.empty();
            case MemberCommand other -> Optional.empty();
            case EmailEvent other -> Optional.empty();
            case OpsEvent other -> Optional.empty();
        };
    }

    private static NewMessage invitation(InviteeInvited invited) {
        return new NewMessage(
                "invitation/" + invited.invitee(),
                EmailKind.INVITATION,
                invited.organization(),
                invited.invitation(),
                invited.invitee(),
                null,
                Recipient.from(invited.email(), invited.firstName(), invited.lastName()),
                null);
    }

    private static NewMessage welcome(AcceptanceOutcome accepted) {
        return new NewMessage(
                "welcome/" + accepted.acceptance(),
                EmailKind.WELCOME,
                accepted.organization(),
                accepted.invitation(),
                null,
                accepted.acceptance(),
                Recipient.from(accepted.email(), accepted.firstName(), accepted.lastName()),
                null);
    }

    /** A person who keeps asking gets one mail for each reason, not one for each request. */
    private static NewMessage refusal(AcceptanceRejected rejected) {
        Recipient recipient = Recipient.from(rejected.email(), rejected.firstName(), rejected.lastName());
        return new NewMessage(
                "refusal/" + rejected.invitation() + "/" + recipient.address() + "/"
                        + rejected.reason().wireName(),
                EmailKind.REFUSAL,
                rejected.organization(),
                rejected.invitation(),
                null,
                rejected.acceptance(),
                recipient,
                rejected.reason());
    }
}
