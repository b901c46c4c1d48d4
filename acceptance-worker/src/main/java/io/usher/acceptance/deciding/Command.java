package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A command that changes seats or memberships. It is decided once. */
public sealed interface Command permits Request, Command.Single {

    OrganizationId organization();

    /**
     * A command that is decided in a transaction of its own, since it depends on the result of the one before. Such
     * commands are rare.
     */
    sealed interface Single extends Command {

        /** The id by which a command is decided once, however often it is received; null if it is not from a log. */
        default @Nullable CommandId command() {
            return null;
        }
    }

    /** A single command that may free or take seats. */
    sealed interface OfSeats extends Single {}

    /**
     * A person withdraws an acceptance or leaves a waiting list.
     *
     * @param acceptance of this person; if it repeats an earlier one, the earlier one is withdrawn
     */
    record Withdrawal(CommandId command, AcceptanceId acceptance, InvitationId invitation, OrganizationId organization)
            implements OfSeats {}

    /** A command about one person in one organization. */
    sealed interface OfMember extends OfSeats {

        Person person();

        @Override
        default OrganizationId organization() {
            return person().organization();
        }
    }

    /**
     * @param replaced the new grantables of each of these kinds; the member loses all others of the kind
     * @param retained grantables among them that the member must still hold
     * @param accessEndSet whether {@code accessExpiresAt} is changed
     * @param accessExpiresAt null = never
     * @param caller on whose behalf
     */
    record MemberChange(
            CommandId command,
            Person person,
            Map<GrantKind, List<UUID>> replaced,
            List<UUID> retained,
            boolean accessEndSet,
            @Nullable Instant accessExpiresAt,
            CallerRights caller)
            implements OfMember {

        public MemberChange by(CallerRights other) {
            return new MemberChange(command, person, replaced, retained, accessEndSet, accessExpiresAt, other);
        }
    }

    record MemberRemoval(CommandId command, Person person, CallerRights caller) implements OfMember {

        public MemberRemoval by(CallerRights other) {
            return new MemberRemoval(command, person, other);
        }
    }

    /** The access of a member may have expired. Nothing is decided if it has not, according to the locked state. */
    record AccessEnd(Person person) implements OfMember {}

    /**
     * As {@link AccessEnd} of each of these people, in one transaction. Administrators are left out: whether one is the
     * last depends on the decision about the others.
     */
    record ExpiredAccesses(OrganizationId organization, List<Person> people) implements Single {

        public List<AccessEnd> each() {
            return people.stream().map(AccessEnd::new).toList();
        }
    }

    /** Seats may be free for people on waiting lists. Nothing is decided if none is, according to the locked state. */
    record Promotion(OrganizationId organization) implements OfSeats {}

    /**
     * The limit of the plan or of these invitations may have been lowered to what is taken, or raised. Nothing is decided
     * about limits whose share is reported, according to the locked state.
     */
    record LimitReport(OrganizationId organization, Set<InvitationId> invitations) implements OfSeats {}

    /** Members are added to a team or removed from it. They keep everything else. No seat is concerned. */
    record TeamChange(
            CommandId command,
            OrganizationId organization,
            UUID team,
            List<MemberId> added,
            List<MemberId> removed,
            CallerRights caller)
            implements Single {

        public TeamChange by(CallerRights other) {
            return new TeamChange(command, organization, team, added, removed, other);
        }

        public List<MemberId> members() {
            return Stream.concat(added.stream(), removed.stream()).toList();
        }
    }
}
