package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A membership began, changed or ended, or was to be changed and was not. */
public sealed interface MemberEvent extends Event {

    OrganizationId organization();

    /** Something happened to a membership. The key is {@code <organization>/<address in normal form>}. */
    sealed interface MembershipEvent extends MemberEvent {

        MemberId member();

        /** In normal form. */
        String address();

        @Override
        default String key() {
            return organization() + "/" + address();
        }

        @Override
        default String subject() {
            return member().toString();
        }
    }

    /** Somebody became a member and holds one of the organization's seats from now on. */
    record MemberJoined(
            MemberId member,
            OrganizationId organization,
            String address,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            InvitationId invitation,
            AcceptanceId acceptance,
            Grants granted,
            Instant at)
            implements MembershipEvent {}

    /** A member was given what another invitation grants; no further seat was taken. */
    record MemberGranted(
            MemberId member,
            OrganizationId organization,
            String address,
            InvitationId invitation,
            AcceptanceId acceptance,
            Grants granted,
            Instant at)
            implements MembershipEvent {}

    /**
     * What a member has was changed, as somebody asked for.
     *
     * @param held all that the member has now
     */
    record MemberChanged(
            MemberId member,
            OrganizationId organization,
            String address,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Grants held,
            CommandId command,
            Instant at)
            implements MembershipEvent {}

    /**
     * A membership ended and its seat is free. The person may join again.
     *
     * @param cause one of the constants
     * @param command the request that ended it
     */
    record MemberLeft(
            MemberId member,
            OrganizationId organization,
            String address,
            String cause,
            @Nullable CommandId command,
            Instant at)
            implements MembershipEvent {

        /** Somebody removed the member. */
        public static final String REMOVED = "removed";

        /** Their last acceptance in the organization was withdrawn. */
        public static final String WITHDRAWN = "withdrawn";
    }

    /** The time of a membership was over; its seat is free. The person may join again. */
    record MemberAccessEnded(MemberId member, OrganizationId organization, String address, Instant at)
            implements MembershipEvent {}

    /**
     * A change or a removal was refused, and nothing changed. The key is {@code <organization>/<command>}, not the
     * member's: the newest event under a member's key says what has become of the membership, and compaction must never
     * replace it by a refusal. So there is no order between a refusal and the member's events.
     *
     * @param address as in the request; there may be no such member
     * @param reason one of the constants
     */
    record MemberChangeRefused(
            CommandId command, OrganizationId organization, String address, String reason, Instant at)
            implements MemberEvent {

        /** The organization would be left without an admin. */
        public static final String LAST_ADMIN = "last-admin";

        public static final String NOT_A_MEMBER = "not-a-member";

        /** The member has lost, in between, a role that whoever asked may not give. */
        public static final String NO_LONGER_HELD = "no-longer-held";

        /** The member has, or would have, a role with permissions that whoever asked does not hold. */
        public static final String EXCEEDS_OWN_SCOPES = "exceeds-own-scopes";

        /** What the member is to have was deleted in between. */
        public static final String NO_SUCH_GRANTABLE = "no-such-grantable";

        /** The member would hold more than the events about them can name. */
        public static final String TOO_MANY_GRANTS = "too-many-grants";

        @Override
        public String key() {
            return organization + "/" + command;
        }

        @Override
        public String subject() {
            return command.toString();
        }
    }

    /**
     * The command to change a team is decided. Each member who was changed has a {@link MemberChanged} too. The key is
     * {@code <organization>/<command>}, as that of a refusal.
     *
     * <p>The database keeps with the command what became of each member: one of the constants.
     *
     * @param changed those who were added or removed; not those for whom there was nothing to do, who are not members, who
     *     hold more than whoever asked, or who would hold too much. Empty if the team was deleted in between
     */
    record MemberTeamChanged(
            CommandId command, OrganizationId organization, GrantableId team, List<MemberId> changed, Instant at)
            implements MemberEvent {

        /** The member was added or removed. */
        public static final String CHANGED = "changed";

        /** The member was in the team already, or was not in it. */
        public static final String UNCHANGED = "unchanged";

        public static final String NOT_A_MEMBER = MemberChangeRefused.NOT_A_MEMBER;

        /** The member would hold more than the events about them can name. */
        public static final String TOO_MANY_GRANTS = MemberChangeRefused.TOO_MANY_GRANTS;

        /** The member has a role with permissions that whoever asked does not hold. */
        public static final String EXCEEDS_OWN_SCOPES = MemberChangeRefused.EXCEEDS_OWN_SCOPES;

        /** The team was deleted in between. */
        public static final String NO_SUCH_TEAM = MemberChangeRefused.NO_SUCH_GRANTABLE;

        @Override
        public String key() {
            return organization + "/" + command;
        }

        @Override
        public String subject() {
            return command.toString();
        }
    }
}
