package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How things stand before a batch is decided, as far as the batch touches them.
 *
 * @param decided ids among those of the batch that have their decision already
 * @param uses earlier acceptances of the people in the batch that count
 * @param members the people in the batch who are members
 */
public record Standing(
        Map<InvitationId, InvitationTerms> invitations,
        Map<InvitationId, Uses> counts,
        Map<OrganizationId, Seats> seats,
        Set<AcceptanceId> decided,
        Map<Use, Earlier> uses,
        Set<Person> members) {

    /**
     * What was taken of an invitation.
     *
     * @param requests decided so far
     */
    public record Uses(long requests, int accepted) {

        static final Uses NONE = new Uses(0, 0);
    }

    /**
     * What was taken of an organization's plan.
     *
     * @param plan absent = unlimited
     * @param taken members
     */
    public record Seats(@Nullable Integer plan, int taken) {

        boolean free() {
            return plan == null || taken < plan;
        }
    }

    /** An acceptance that was made before. */
    public record Earlier(AcceptanceId id, Given given) {}
}
