package io.usher.api.accepting;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As much of an invitation as it takes to refuse somebody.
 *
 * @param opensAt null = open at once
 * @param expiresAt null = never
 * @param full whether the whole quota was used when last heard of
 * @param version of two states the one with the higher version is the newer
 */
public record KnownInvitation(
        InvitationId id,
        OrganizationId organization,
        boolean deleted,
        InvitationStatus status,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        Audience audience,
        boolean full,
        long version) {

    /** Of the use of its quota an event says nothing: not full until proven otherwise. */
    public static KnownInvitation of(InvitationState state) {
        return new KnownInvitation(
                state.id(),
                state.organization(),
                state.deletedAt() != null,
                state.status(),
                state.opensAt(),
                state.expiresAt(),
                Audience.of(state.emails()),
                false,
                state.version());
    }

    /** Why this person would not get in at that time; the first reason of {@link RejectionReason} that holds. */
    public Optional<RejectionReason> refusal(EmailAddress address, Instant now) {
        if (deleted) {
            return Optional.of(RejectionReason.INVITATION_DELETED);
        }
        if (status == InvitationStatus.DISABLED) {
            return Optional.of(RejectionReason.INVITATION_DISABLED);
        }
        if (opensAt != null && now.isBefore(opensAt)) {
            return Optional.of(RejectionReason.INVITATION_NOT_OPEN);
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return Optional.of(RejectionReason.INVITATION_EXPIRED);
        }
        if (!audience.includes(address)) {
            return Optional.of(RejectionReason.NOT_INVITED);
        }
        return full ? Optional.of(RejectionReason.QUOTA_FULL) : Optional.empty();
    }

    public KnownInvitation withFull(boolean nowFull) {
        return new KnownInvitation(id, organization, deleted, status, opensAt, expiresAt, audience, nowFull, version);
    }
}
