package io.usher.contract.event;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that is to be done to people in an organization, member or not. The key is the organization. */
public sealed interface MemberCommand extends Event {

    CommandId command();

    OrganizationId organization();

    @Override
    default String key() {
        return organization().toString();
    }

    @Override
    default String subject() {
        return command().toString();
    }

    /** Something that is to be done to one person. */
    sealed interface OfPerson extends MemberCommand {

        /** In normal form. */
        String address();
    }

    /**
     * Everything that is kept about a person in the organization up to {@link #until} is to be erased. To do so again
     * does no harm.
     *
     * @param address in normal form
     * @param at when it was asked for
     */
    record MemberErasureRequested(CommandId command, OrganizationId organization, String address, Instant at)
            implements OfPerson {

        /** By so much may the clocks of programs and brokers differ. */
        private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

        /** Requests for seats and invitations up to this time count as made before the erasure was asked for. */
        public Instant until() {
            return at.plus(CLOCKS_DIFFER);
        }
    }

    /**
     * What a member has is to be changed. The same command may arrive more than once and is answered once: by a
     * {@link MemberEvent.MemberChanged} or a {@link MemberEvent.MemberChangeRefused} that names it.
     *
     * @param address in normal form
     * @param replaced what the member is to have of each of these kinds, instead of what they have of it; they keep what
     *     they have of other kinds; at most one unit
     * @param retained those among them that whoever asks may not give: the command is refused unless the member still has
     *     them when it is decided. Never null: empty if the command does not say, as one of an earlier version does not
     * @param accessEndSet whether {@code accessExpiresAt} replaces what is set
     * @param accessExpiresAt when the membership is to end; absent = never. Counts only if {@code accessEndSet}
     * @param callerPermissions those that whoever asks holds: the command is refused if the member, when it is decided, has
     *     a role with others or is to have one. Absent = not limited, as of the platform and of an earlier version
     * @param callerMember whoever asks, if it is a member: instead of {@code callerPermissions}, they are held to what they
     *     hold when the command is decided, and to whom that reaches. Absent = a program, the platform or an earlier version
     */
    record MemberChangeRequested(
            CommandId command,
            OrganizationId organization,
            String address,
            Map<GrantKind, List<GrantableId>> replaced,
            @Nullable List<GrantableId> retained,
            boolean accessEndSet,
            @Nullable Instant accessExpiresAt,
            @Nullable List<String> callerPermissions,
            @Nullable MemberId callerMember)
            implements OfPerson {

        public MemberChangeRequested {
            retained = requireNonNullElse(retained, List.of());
        }

        @Override
        public List<GrantableId> retained() {
            return requireNonNull(retained);
        }
    }

    /**
     * A membership is to end. The same command may arrive more than once and is answered once: by a
     * {@link MemberEvent.MemberLeft} or a {@link MemberEvent.MemberChangeRefused} that names it.
     *
     * @param address in normal form
     * @param callerPermissions those that whoever asks holds: the command is refused if the member, when it is decided, has
     *     a role with others. Absent = not limited, as of the platform and of an earlier version
     * @param callerMember whoever asks, if it is a member: instead of {@code callerPermissions}, they are held to what they
     *     hold when the command is decided, and to whom that reaches. Absent = a program, the platform or an earlier version
     */
    record MemberRemovalRequested(
            CommandId command,
            OrganizationId organization,
            String address,
            @Nullable List<String> callerPermissions,
            @Nullable MemberId callerMember)
            implements OfPerson {}

    /**
     * Members are to be added to a team or removed from it. They keep everything else that they have at the decision. The
     * same command may arrive more than once and is answered once, by a {@link MemberEvent.MemberTeamChanged} that names it.
     *
     * @param added who is to be in the team; with {@code removed}, at most {@link #MOST_MEMBERS}
     * @param removed who is not to be in the team any more
     * @param callerPermissions those that whoever asks holds: members who, when it is decided, have a role with others are
     *     not changed. Absent = not limited, as of the platform and of an earlier version
     * @param callerMember whoever asks, if it is a member: instead of {@code callerPermissions}, they are held to what they
     *     hold when the command is decided, and to whom that reaches. Absent = a program, the platform or an earlier version
     */
    record MemberTeamChangeRequested(
            CommandId command,
            OrganizationId organization,
            GrantableId team,
            List<MemberId> added,
            List<MemberId> removed,
            @Nullable List<String> callerPermissions,
            @Nullable MemberId callerMember)
            implements MemberCommand {

        /** Few, since the events about them name all that each of them has. */
        public static final int MOST_MEMBERS = 50;
    }
}
