package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that changes seats or memberships, to be decided once. */
public sealed interface Command permits Request, Command.Single {

    OrganizationId organization();

    /** What is decided on its own, not in a batch with others: rare, and each needs to know how the one before ended. */
    sealed interface Single extends Command {

        /** Names the command, so that it is decided once however often it arrives; null if no log holds it. */
        default @Nullable CommandId command() {
            return null;
        }
    }

    /**
     * Somebody gives an acceptance back or leaves the waiting list.
     *
     * @param acceptance theirs; if it repeats an earlier one, that one is meant
     */
    record Withdrawal(CommandId command, AcceptanceId acceptance, InvitationId invitation, OrganizationId organization)
            implements Single {}

    /** A command about one person in one organization. */
    sealed interface OfMember extends Single {

        Person person();

        @Override
        default OrganizationId organization() {
            return person().organization();
        }
    }

    /**
     * @param replaced grantables by kind that take the place of all that the member holds of the kind
     * @param retained those among them that the member must still hold
     * @param accessEndSet whether {@code accessExpiresAt} counts
     * @param accessExpiresAt null = never
     */
    record MemberChange(
            CommandId command,
            Person person,
            Map<GrantKind, List<UUID>> replaced,
            List<UUID> retained,
            boolean accessEndSet,
            @Nullable Instant accessExpiresAt)
            implements OfMember {}

    record MemberRemoval(CommandId command, Person person) implements OfMember {}

    /** A member's access may have ended. Decides nothing if it has not, according to the state under the lock. */
    record AccessEnd(Person person) implements OfMember {}

    /** Seats may be free for people who wait. Decides nothing if the state under the lock has no free seat. */
    record Promotion(OrganizationId organization) implements Single {}
}
