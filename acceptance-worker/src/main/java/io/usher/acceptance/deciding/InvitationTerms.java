package io.usher.acceptance.deciding;

import io.usher.contract.admission.Admission;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says at the moment of a decision.
 *
 * @param quota absent = unlimited
 * @param roles those that exist and that the plan allows; the default role if all were deleted
 * @param teams those that exist
 * @param skipped names of the others
 */
public record InvitationTerms(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        @Nullable Integer quota,
        List<Item> roles,
        List<Item> teams,
        List<String> skipped) {}
