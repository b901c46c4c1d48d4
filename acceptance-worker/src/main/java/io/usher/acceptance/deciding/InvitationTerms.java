package io.usher.acceptance.deciding;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says at the moment of a decision.
 *
 * @param addresses those invited by name, in normal form
 * @param domains those invited as a whole; with no addresses and no domains, everybody is invited
 * @param quota absent = unlimited
 * @param roles those that still exist
 * @param teams those that still exist
 * @param skipped names of roles and teams that no longer exist
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        boolean deleted,
        InvitationStatus status,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        Set<String> addresses,
        Set<String> domains,
        @Nullable Integer quota,
        List<Item> roles,
        List<Item> teams,
        List<String> skipped) {

    /**
     * Why this invitation is not for this request; empty when it is. {@code enabled} is judged now, {@code opensAt}
     * and {@code expiresAt} by the time of the request: a backlog punishes nobody.
     */
    Optional<RejectionReason> refusal(EmailAddress email, Instant requestedAt) {
        if (deleted) {
            return Optional.of(RejectionReason.INVITATION_DELETED);
        }
        if (status == InvitationStatus.DISABLED) {
            return Optional.of(RejectionReason.INVITATION_DISABLED);
        }
        if (opensAt != null && requestedAt.isBefore(opensAt)) {
            return Optional.of(RejectionReason.INVITATION_NOT_OPEN);
        }
        if (expiresAt != null && !requestedAt.isBefore(expiresAt)) {
            return Optional.of(RejectionReason.INVITATION_EXPIRED);
        }
        return invites(email) ? Optional.empty() : Optional.of(RejectionReason.NOT_INVITED);
    }

    private boolean invites(EmailAddress email) {
        boolean isPublic = addresses.isEmpty() && domains.isEmpty();
        return isPublic || addresses.contains(email.normal()) || domains.contains(email.domain());
    }
}
