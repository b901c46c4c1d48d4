package io.usher.contract.admission;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom an invitation lets in and when, apart from its seats.
 *
 * @param deleted judged at the decision, as is {@code status}
 * @param opensAt null = open at once
 * @param expiresAt since when it lets nobody in, as {@link #end} has it; null = never
 */
public record Admission(
        boolean deleted,
        InvitationStatus status,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        Audience audience) {

    /**
     * When an invitation ends: when it expires or, if that is earlier, when the access that it gives does. Null = never.
     */
    public static @Nullable Instant end(@Nullable Instant expiresAt, @Nullable Instant accessExpiresAt) {
        return expiresAt == null || (accessExpiresAt != null && accessExpiresAt.isBefore(expiresAt))
                ? accessExpiresAt
                : expiresAt;
    }

    /**
     * Why the invitation is not for this person; empty if it is. The first reason of {@link RejectionReason} that
     * holds. {@code opensAt} belongs to the time in which it is open, {@code expiresAt} does not.
     *
     * @param standing of the person among its invitees
     * @param requestedAt when the seat was asked for: a backlog punishes nobody
     */
    public Optional<RejectionReason> refusal(EmailAddress email, Standing standing, Instant requestedAt) {
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
        return exclusion(email, standing);
    }

    /** Why the person is not among those whom the invitation is for, whenever they asked; empty if they are. */
    public Optional<RejectionReason> exclusion(EmailAddress email, Standing standing) {
        // Who is cancelled was invited, and is told so.
        if (!audience.includes(email, standing != Standing.STRANGER)) {
            return Optional.of(RejectionReason.NOT_INVITED);
        }
        return standing == Standing.CANCELLED ? Optional.of(RejectionReason.INVITEE_CANCELLED) : Optional.empty();
    }
}
