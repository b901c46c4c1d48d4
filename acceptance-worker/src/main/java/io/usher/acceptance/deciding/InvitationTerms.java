package io.usher.acceptance.deciding;

import io.usher.contract.admission.Admission;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * The terms of an invitation at the time of a decision.
 *
 * @param quota null = unlimited
 * @param waitlist whether people are put on a waiting list if it is full
 * @param granted what it grants, as far as that exists and the plan includes it; the default role if all its roles were
 *     deleted
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        @Nullable Integer quota,
        boolean waitlist,
        GrantSet granted) {}
