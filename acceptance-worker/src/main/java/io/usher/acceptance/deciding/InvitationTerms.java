package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.contract.admission.Admission;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * The terms of an invitation at the time of a decision.
 *
 * @param invitees whether anybody is invited by name
 * @param cancelled whether some of its invitees are invited no more
 * @param quota null = unlimited
 * @param open whether the time is between its opening and its expiry, by the clock of the database
 * @param waitlist whether people are put on a waiting list if it is full
 * @param granted what it grants, as far as that exists and the plan includes it; the default role if all its roles were
 *     deleted
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        boolean invitees,
        boolean cancelled,
        @Nullable Integer quota,
        boolean open,
        boolean waitlist,
        GrantSet granted) {

    /** The reason why a person is not admitted, whether there is a seat or not; null if there is none. */
    public @Nullable RejectionReason refusal(Request request, Invitee invitee) {
        return admission
                .refusal(request.email(), invitee.standing(), request.requestedAt())
                .orElse(null);
    }

    /** The reason why a person on the waiting list is not admitted any more, seats apart; null if there is none. */
    @Nullable RejectionReason exclusion(Waiting waiting) {
        return admission.deleted()
                ? RejectionReason.INVITATION_DELETED
                : admission
                        .exclusion(waiting.request().email(), waiting.standing())
                        .orElse(null);
    }
}
