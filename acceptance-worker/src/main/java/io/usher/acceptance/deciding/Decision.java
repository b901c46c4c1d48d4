package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one decision on a command. Events are derived from it. */
public sealed interface Decision {

    /**
     * The decision on a request.
     *
     * @param ordinal the sequence number of the request in its invitation, from 1
     */
    record Requested(Request request, long ordinal, Outcome outcome) implements Decision {}

    /** A person on a waiting list was accepted. */
    record Promoted(Waiting waiting, Accepted outcome) implements Decision {}

    /** A person on a waiting list was rejected. */
    record Dismissed(Waiting waiting, Rejected outcome) implements Decision {}

    record Withdrawn(CommandId command, StoredAcceptance acceptance) implements Decision {}

    record WithdrawalRefused(Command.Withdrawal withdrawal, String reason) implements Decision {}

    record MemberChanged(CommandId command, Member member) implements Decision {}

    /** @param command null if the access expired */
    record MembershipEnded(@Nullable CommandId command, Member member, Cause cause) implements Decision {}

    /**
     * @param changed members with what they hold now
     * @param outcomes of all members that the command names, in its order: one of the constants of {@link
     *     io.usher.contract.event.MemberEvent.MemberTeamChanged}
     */
    record TeamChanged(Command.TeamChange command, List<Member> changed, Map<MemberId, String> outcomes)
            implements Decision {}

    /**
     * A limit is reached that nobody's acceptance has reached: it was lowered.
     *
     * @param invitation null if it is the plan's
     */
    record LimitReached(
            OrganizationId organization, @Nullable InvitationId invitation, Reached reached) implements Decision {}

    record MemberCommandRefused(CommandId command, Person person, String reason) implements Decision {}

    /** Why a membership ended. */
    enum Cause {
        REMOVED,
        WITHDRAWN,
        ACCESS_ENDED
    }

    /** Identifies an acceptance that a decision changed. */
    record AcceptanceKey(AcceptanceId id, InvitationId invitation, long ordinal) {}
}
