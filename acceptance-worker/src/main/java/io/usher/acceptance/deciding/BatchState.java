package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored when a batch is decided, as far as the batch touches it.
 *
 * @param decided ids among those of the batch that have their decision already
 * @param invited people in the batch who are on the list of an invitation
 * @param acceptances those of the people in the batch that hold their use of an invitation
 * @param members the people in the batch, or waiting, who are active members
 * @param nearGrantLimit what those members hold who may have no room for all that the batch promises them
 * @param waiting the people who have waited longest and may be served, in the order of asking
 * @param subject whom a single command is about; null if there is no such person
 */
public record BatchState(
        Map<InvitationId, InvitationTerms> invitations,
        Map<InvitationId, Uses> counts,
        Map<OrganizationId, Seats> seats,
        Set<AcceptanceId> decided,
        Set<Use> invited,
        Map<Use, ActiveAcceptance> acceptances,
        Set<Person> members,
        Map<Person, Set<UUID>> nearGrantLimit,
        List<Waiting> waiting,
        @Nullable Subject subject) {

    /**
     * What was taken of an invitation.
     *
     * @param requests decided so far
     * @param waiting people on its waiting list
     */
    public record Uses(long requests, int accepted, int waiting) {

        public static final Uses NONE = new Uses(0, 0, 0);
    }

    /**
     * What was taken of an organization's plan.
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
     * An acceptance that holds its person's use of an invitation.
     *
     * @param granted null if the person is waiting
     */
    public record ActiveAcceptance(AcceptanceId id, @Nullable GrantSet granted) {}

    /** A stored request of somebody who is on a waiting list. */
    public record Waiting(Request request, long ordinal) {}

    /**
     * Whom a single command is about.
     *
     * @param member null if the person has never been one
     * @param acceptance the one to be withdrawn; null if the command is about the member, or if there is no such one
     * @param otherAcceptances how many others of the person hold a use of an invitation of the organization
     * @param admins active members of the organization who have the role of administrators
     * @param named the grantables that the command names and that exist
     */
    public record Subject(
            @Nullable Member member,
            @Nullable StoredAcceptance acceptance,
            int otherAcceptances,
            int admins,
            List<Grantable> named) {}

    /**
     * @param accepted whether it was accepted; otherwise the person is waiting
     * @param holds whether it holds the use of the invitation; otherwise it has nothing to give back
     */
    public record StoredAcceptance(Request request, long ordinal, boolean accepted, boolean holds) {}
}
