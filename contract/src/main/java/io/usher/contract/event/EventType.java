package io.usher.contract.event;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountDeleted;
import io.usher.contract.event.AccountEvent.AccountIdentityLinked;
import io.usher.contract.event.AccountEvent.AccountIdentityUnlinked;
import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import io.usher.contract.event.AccountEvent.AccountProofRequested;
import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.GrantableEvent.GrantableCreated;
import io.usher.contract.event.GrantableEvent.GrantableDeleted;
import io.usher.contract.event.GrantableEvent.GrantableRenamed;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeDeclined;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.InviteeEvent.InviteeResent;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.event.OpsEvent.OpsBounceRate;
import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.event.OrganizationEvent.OrganizationCreated;
import io.usher.contract.event.OrganizationEvent.OrganizationUpdated;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every type of event there is: its name on the wire and the record that holds its data. */
public enum EventType {
    ORGANIZATION_CREATED("io.usher.organization.created.v1", OrganizationCreated.class),
    ORGANIZATION_UPDATED("io.usher.organization.updated.v1", OrganizationUpdated.class),
    GRANTABLE_CREATED("io.usher.grantable.created.v1", GrantableCreated.class),
    GRANTABLE_RENAMED("io.usher.grantable.renamed.v1", GrantableRenamed.class),
    GRANTABLE_DELETED("io.usher.grantable.deleted.v1", GrantableDeleted.class),
    INVITATION_CREATED("io.usher.invitation.created.v1", InvitationCreated.class),
    INVITATION_UPDATED("io.usher.invitation.updated.v1", InvitationUpdated.class),
    INVITATION_ENABLED("io.usher.invitation.enabled.v1", InvitationEnabled.class),
    INVITATION_DISABLED("io.usher.invitation.disabled.v1", InvitationDisabled.class),
    INVITATION_DELETED("io.usher.invitation.deleted.v1", InvitationDeleted.class),
    INVITEE_INVITED("io.usher.invitee.invited.v1", InviteeInvited.class),
    INVITEE_RESENT("io.usher.invitee.resent.v1", InviteeResent.class),
    INVITEE_DECLINED("io.usher.invitee.declined.v1", InviteeDeclined.class),
    INVITEE_CANCELLED("io.usher.invitee.cancelled.v1", InviteeCancelled.class),
    ACCEPTANCE_REQUESTED("io.usher.acceptance.requested.v1", AcceptanceRequested.class),
    ACCEPTANCE_WITHDRAWAL_REQUESTED("io.usher.acceptance.withdrawal-requested.v1", AcceptanceWithdrawalRequested.class),
    ACCEPTANCE_ACCEPTED("io.usher.acceptance.accepted.v1", AcceptanceAccepted.class),
    ACCEPTANCE_REJECTED("io.usher.acceptance.rejected.v1", AcceptanceRejected.class),
    ACCEPTANCE_WAITLISTED("io.usher.acceptance.waitlisted.v1", AcceptanceWaitlisted.class),
    ACCEPTANCE_PROMOTED("io.usher.acceptance.promoted.v1", AcceptancePromoted.class),
    ACCEPTANCE_WITHDRAWN("io.usher.acceptance.withdrawn.v1", AcceptanceWithdrawn.class),
    ACCEPTANCE_WITHDRAWAL_REFUSED("io.usher.acceptance.withdrawal-refused.v1", AcceptanceWithdrawalRefused.class),
    MEMBER_JOINED("io.usher.member.joined.v1", MemberJoined.class),
    MEMBER_GRANTED("io.usher.member.granted.v1", MemberGranted.class),
    MEMBER_CHANGED("io.usher.member.changed.v1", MemberChanged.class),
    MEMBER_LEFT("io.usher.member.left.v1", MemberLeft.class),
    MEMBER_ACCESS_ENDED("io.usher.member.access-ended.v1", MemberAccessEnded.class),
    MEMBER_CHANGE_REFUSED("io.usher.member.change-refused.v1", MemberChangeRefused.class),
    MEMBER_ERASURE_REQUESTED("io.usher.member.erasure-requested.v1", MemberErasureRequested.class),
    MEMBER_CHANGE_REQUESTED("io.usher.member.change-requested.v1", MemberChangeRequested.class),
    MEMBER_REMOVAL_REQUESTED("io.usher.member.removal-requested.v1", MemberRemovalRequested.class),
    MEMBER_TEAM_CHANGE_REQUESTED("io.usher.member.team-change-requested.v1", MemberTeamChangeRequested.class),
    MEMBER_TEAM_CHANGED("io.usher.member.team-changed.v1", MemberTeamChanged.class),
    EMAIL_QUEUED("io.usher.email.queued.v1", EmailQueued.class),
    EMAIL_SENT("io.usher.email.sent.v1", EmailSent.class),
    EMAIL_FAILED("io.usher.email.failed.v1", EmailFailed.class),
    EMAIL_BOUNCED("io.usher.email.bounced.v1", EmailBounced.class),
    EMAIL_SUPPRESSED("io.usher.email.suppressed.v1", EmailSuppressed.class),
    EMAIL_UNSUBSCRIPTION_REQUESTED("io.usher.email.unsubscription-requested.v1", EmailUnsubscriptionRequested.class),
    EMAIL_SUPPRESSION_REMOVAL_REQUESTED(
            "io.usher.email.suppression-removal-requested.v1", EmailSuppressionRemovalRequested.class),
    EMAIL_BOUNCE_REPORTED("io.usher.email.bounce-reported.v1", EmailBounceReported.class),
    OPS_DEAD_LETTER("io.usher.ops.dead-letter.v1", OpsDeadLetter.class),
    OPS_QUOTA_FULL("io.usher.ops.quota-full.v1", OpsQuotaFull.class),
    OPS_SEATS_THRESHOLD("io.usher.ops.seats-threshold.v1", OpsSeatsThreshold.class),
    OPS_BOUNCE_RATE("io.usher.ops.bounce-rate.v1", OpsBounceRate.class),
    OPS_CONSUMER_STALLED("io.usher.ops.consumer-stalled.v1", OpsConsumerStalled.class),
    ACCOUNT_CREATED("io.usher.account.created.v1", AccountCreated.class),
    ACCOUNT_PASSWORD_CHANGED("io.usher.account.password-changed.v1", AccountPasswordChanged.class),
    ACCOUNT_DELETED("io.usher.account.deleted.v1", AccountDeleted.class),
    ACCOUNT_IDENTITY_LINKED("io.usher.account.identity-linked.v1", AccountIdentityLinked.class),
    ACCOUNT_IDENTITY_UNLINKED("io.usher.account.identity-unlinked.v1", AccountIdentityUnlinked.class),
    ACCOUNT_PROOF_REQUESTED("io.usher.account.proof-requested.v1", AccountProofRequested.class);

    private static final Map<String, EventType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));
    private static final Map<Class<?>, EventType> BY_RECORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::record, Function.identity()));

    private final String wireName;
    private final Class<? extends Event> record;

    EventType(String wireName, Class<? extends Event> record) {
        this.wireName = wireName;
        this.record = record;
    }

    /** The {@code type} attribute of the CloudEvent. */
    public String wireName() {
        return wireName;
    }

    public Class<? extends Event> record() {
        return record;
    }

    public static Optional<EventType> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    @SuppressWarnings("NullAway") // A test holds that every record has a type.
    public static EventType of(Event event) {
        return BY_RECORD.get(event.getClass());
    }
}
