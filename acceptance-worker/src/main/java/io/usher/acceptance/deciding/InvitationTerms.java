package io.usher.acceptance.deciding;

import io.usher.contract.admission.Admission;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says at the moment of a decision.
 *
 * @param invited who of those in the batch is one of its invitees, in normal form; asked for only if it has addressees
 * @param quota absent = unlimited
 * @param given what it grants, as far as that exists and the plan allows it; the default role if all roles were deleted
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        Set<String> invited,
        @Nullable Integer quota,
        Given given) {

    Optional<RejectionReason> refusal(Request request) {
        return admission.refusal(
                request.email(), invited.contains(request.email().normal()), request.requestedAt());
    }
}
