package io.usher.api.projections;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other programs report about an invitation. */
record Facts(InvitationId invitation, OrganizationId organization, Instant at) {

    Facts at(Instant time) {
        return new Facts(invitation, organization, time);
    }

    AcceptanceAccepted accepted(String email) {
        return accepted(email, null);
    }

    AcceptanceAccepted repeated(String email) {
        return accepted(email, new AcceptanceId(UUID.randomUUID()));
    }

    private AcceptanceAccepted accepted(String email, @Nullable AcceptanceId original) {
        return new AcceptanceAccepted(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                null,
                at,
                at,
                original,
                new Grants(List.of("learner"), List.of("Blue"), null, List.of(), List.of(), null),
                List.of("reason"));
    }

    AcceptanceRequested requested(AcceptanceId acceptance, String email) {
        return new AcceptanceRequested(acceptance, invitation, organization, email, null, null);
    }

    AcceptanceRejected rejected(String email, RejectionReason reason) {
        return new AcceptanceRejected(
                new AcceptanceId(UUID.randomUUID()), invitation, organization, email, null, null, at, at, reason, null);
    }

    /** Somebody waited in vain. */
    AcceptanceRejected dismissed(AcceptanceId acceptance, String email, RejectionReason reason) {
        return new AcceptanceRejected(acceptance, invitation, organization, email, null, null, at, at, reason, true);
    }

    AcceptanceWaitlisted waitlisted(String email) {
        return new AcceptanceWaitlisted(
                new AcceptanceId(UUID.randomUUID()), invitation, organization, email, null, null, at, at, null, 1L);
    }

    AcceptancePromoted promoted(AcceptanceId acceptance, String email) {
        return new AcceptancePromoted(
                acceptance, invitation, organization, email, null, null, at, at, Grants.NONE, List.of());
    }

    AcceptanceWithdrawn withdrawn(AcceptanceId acceptance, String email) {
        return new AcceptanceWithdrawn(acceptance, invitation, organization, email, null, null, at, at, null);
    }

    Mail mailTo(InviteeId invitee, String email) {
        return new Mail(
                new MessageId(UUID.randomUUID()), EmailKind.INVITATION, email, organization, invitation, invitee, null);
    }

    Mail reminderTo(InviteeId invitee, String email) {
        return new Mail(
                new MessageId(UUID.randomUUID()), EmailKind.REMINDER, email, organization, invitation, invitee, null);
    }

    Mail mailAboutNoInvitation(String email) {
        return new Mail(new MessageId(UUID.randomUUID()), EmailKind.WELCOME, email, organization, null, null, null);
    }
}
