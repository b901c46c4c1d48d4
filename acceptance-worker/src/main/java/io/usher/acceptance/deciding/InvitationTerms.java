package io.usher.acceptance.deciding;

import io.usher.contract.admission.Admission;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says at the moment of a decision.
 *
 * @param quota null = unlimited
 * @param waitlist whether people queue if it is full
 * @param granted what it grants, as far as that exists and the plan allows it; the default role if all roles were deleted
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        @Nullable Integer quota,
        boolean waitlist,
        GrantSet granted) {}
