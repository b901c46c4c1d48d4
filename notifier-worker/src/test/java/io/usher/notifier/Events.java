package io.usher.notifier;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.Grants;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeDeclined;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.InviteeEvent.InviteeResent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events as the other programs publish them. */
public final class Events {

    public static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private final OrganizationId organization;
    private final InvitationId invitation;

    public Events(OrganizationId organization, InvitationId invitation) {
        this.organization = organization;
        this.invitation = invitation;
    }

    public static Events ofSomeInvitation() {
        return new Events(new OrganizationId(UUID.randomUUID()), new InvitationId(UUID.randomUUID()));
    }

    public InviteeInvited invited(String email) {
        return invited(email, true);
    }

    public InviteeInvited invited(String email, boolean sendEmail) {
        return new InviteeInvited(
                new InviteeId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                sendEmail,
                1,
                null);
    }

    public InviteeResent resent(InviteeInvited invited, int generation) {
        return new InviteeResent(
                invited.invitee(),
                invitation,
                organization,
                invited.email(),
                invited.firstName(),
                invited.lastName(),
                generation,
                null);
    }

    public InviteeCancelled cancelled(InviteeInvited invited) {
        return new InviteeCancelled(invited.invitee(), invitation, organization);
    }

    public InviteeDeclined declined(InviteeInvited invited) {
        return new InviteeDeclined(invited.invitee(), invitation, organization);
    }

    public AcceptanceAccepted accepted(String email) {
        return accepted(email, null);
    }

    public AcceptanceAccepted accepted(String email, @Nullable AcceptanceId original) {
        return new AcceptanceAccepted(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                NOON,
                NOON,
                original,
                new Grants(List.of("learner"), List.of(), null, List.of(), List.of(), null),
                List.of());
    }

    public AcceptanceRejected rejected(String email, RejectionReason reason) {
        return new AcceptanceRejected(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                NOON,
                NOON,
                reason,
                null);
    }

    public AcceptanceWaitlisted waitlisted(String email, @Nullable AcceptanceId original) {
        return new AcceptanceWaitlisted(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                NOON,
                NOON,
                original,
                1L);
    }

    public AcceptancePromoted promoted(String email) {
        return new AcceptancePromoted(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                NOON,
                NOON,
                new Grants(List.of("learner"), List.of(), null, List.of(), List.of(), null),
                List.of());
    }

    public AcceptanceWithdrawn withdrawn(String email) {
        return new AcceptanceWithdrawn(
                new AcceptanceId(UUID.randomUUID()),
                invitation,
                organization,
                email,
                "Ada",
                "Lovelace",
                NOON,
                NOON,
                null);
    }

    public InvitationEnabled enabled() {
        return new InvitationEnabled(state(InvitationStatus.ENABLED, null));
    }

    public InvitationDisabled disabled() {
        return new InvitationDisabled(state(InvitationStatus.DISABLED, null));
    }

    public InvitationUpdated updated() {
        return new InvitationUpdated(state(InvitationStatus.ENABLED, null));
    }

    public InvitationDeleted deleted() {
        return new InvitationDeleted(state(InvitationStatus.ENABLED, NOON));
    }

    private InvitationState state(InvitationStatus status, @Nullable Instant deletedAt) {
        return new InvitationState(
                invitation,
                organization,
                "Spring challenge",
                null,
                InvitationMode.PUBLIC,
                List.of(),
                false,
                null,
                null,
                null,
                List.of("learner"),
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                status,
                false,
                true,
                null,
                NOON,
                NOON,
                deletedAt,
                2);
    }

    public MemberAccessEnded accessEnded(String address, Instant at) {
        return new MemberAccessEnded(MemberId.of(organization, address), organization, address, at);
    }

    /** The id that the event is published with. */
    public static String idOf(Event event) {
        return event.subject() + ".test";
    }
}
