package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.admission.Standing;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored state that a batch is decided on, restricted to what the batch concerns.
 *
 * @param decided the ids of requests in the batch that have been decided before
 * @param invitees people in the batch who are on an invitation by name, or were, as far as that matters for what is
 *     decided or for their names
 * @param acceptances active acceptances of the people in the batch
 * @param members the people in the batch, or on waiting lists, who are active members
 * @param nearGrantLimit what members hold who might exceed the limit of grants by this batch; what other members hold
 *     is not loaded
 * @param managers people in the batch who are managers, as far as they are asked for: an invitation that makes them no
 *     managers gives them no other unit
 * @param waiting people on waiting lists who may be promoted, in the order of their requests, after those who were
 *     taken off it
 * @param subject the person whom a single command concerns; null if there is no such person
 */
public record BatchState(
        Map<InvitationId, InvitationTerms> invitations,
        Map<InvitationId, Uses> counts,
        Map<OrganizationId, Seats> seats,
        Set<AcceptanceId> decided,
        Map<Use, Invitee> invitees,
        Map<Use, ActiveAcceptance> acceptances,
        Set<Person> members,
        Map<Person, Set<UUID>> nearGrantLimit,
        Set<Person> managers,
        List<Waiting> waiting,
        @Nullable Subject subject) {

    Invitee invitee(Use use) {
        return invitees.getOrDefault(use, Invitee.STRANGER);
    }

    /**
     * The counters of an invitation.
     *
     * @param requests decided so far
     * @param waiting people on its waiting list
     * @param reported whether it was reported that its quota is used up
     */
    public record Uses(long requests, int accepted, int waiting, boolean reported) {

        public static final Uses NONE = new Uses(0, 0, 0, false);
    }

    /**
     * The counters of an organization's plan.
     *
     * @param plan null = unlimited
     * @param taken active members
     * @param reported the highest share of the plan that was reported, in percent
     */
    public record Seats(@Nullable Integer plan, int taken, int reported) {

        public boolean free() {
            return plan == null || taken < plan;
        }
    }

    /**
     * A person on an invitation.
     *
     * @param firstName as given with the invitation
     * @param lastName likewise
     */
    public record Invitee(
            Standing standing,
            @Nullable String firstName,
            @Nullable String lastName) {

        public static final Invitee STRANGER = new Invitee(Standing.STRANGER, null, null);
    }

    /**
     * An acceptance that counts as its person's use of an invitation.
     *
     * @param granted null if the person is on the waiting list
     */
    public record ActiveAcceptance(
            AcceptanceId id, @Nullable GrantSet granted) {}

    /**
     * A stored request of a person on a waiting list.
     *
     * @param standing of the person among the invitees, also if they waited before they became one
     */
    public record Waiting(Request request, long ordinal, Standing standing) {}

    /**
     * The person whom a single command concerns.
     *
     * @param member null if the person has never been a member
     * @param acceptance the one to be withdrawn; null if the command is about the member, or if there is no such
     *     acceptance
     * @param otherAcceptances the number of other active acceptances that the person has in the organization
     * @param admins the number of active members of the organization with the role of administrators
     * @param named the grantables that the command names, as far as they exist
     */
    public record Subject(
            @Nullable Member member,
            @Nullable StoredAcceptance acceptance,
            int otherAcceptances,
            int admins,
            List<Grantable> named) {}

    /**
     * @param accepted whether it was accepted; otherwise the person is on the waiting list
     * @param holds whether it counts as a use of the invitation; otherwise there is nothing to withdraw
     */
    public record StoredAcceptance(Request request, long ordinal, boolean accepted, boolean holds) {}
}
