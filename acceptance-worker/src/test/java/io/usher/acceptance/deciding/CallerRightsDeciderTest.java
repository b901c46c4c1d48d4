package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.member;
import static io.usher.acceptance.deciding.SingleCommands.ADA;
import static io.usher.acceptance.deciding.SingleCommands.COMMAND;
import static io.usher.acceptance.deciding.SingleCommands.NORTH;
import static io.usher.acceptance.deciding.SingleCommands.SOUTH;
import static io.usher.acceptance.deciding.SingleCommands.change;
import static io.usher.acceptance.deciding.SingleCommands.decide;
import static io.usher.acceptance.deciding.SingleCommands.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.contract.event.GrantKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Example;

/** Whether a command about a member is within the rights of its caller. */
final class CallerRightsDeciderTest {

    private static final Grantable MANAGER =
            new Grantable(new UUID(2, 23), GrantKind.ROLE, "manager", List.of("members:read", "members:write"));
    private static final Grantable ANALYST =
            new Grantable(new UUID(2, 24), GrantKind.ROLE, "learner-analyst", List.of("statistics:read"));
    private static final CallerRights OF_NORTH =
            CallerRights.ALL.asOfNow(List.of(), MANAGER.permissions(), List.of(NORTH.id()));
    private static final CallerRights OF_LEARNERS =
            CallerRights.ALL.asOfNow(List.of("learners:manage", "statistics:read"), List.of(), List.of());

    @Example
    void membersWhoHoldMoreThanTheCallerAreNeitherChangedNorRemoved() {
        Grantable manager =
                new Grantable(new UUID(2, 5), GrantKind.ROLE, "manager", List.of("members:read", "members:write"));
        CallerRights less = CallerRights.of(List.of("members:write"), null);
        CallerRights asMuch = CallerRights.of(List.of("members:read", "members:write", "statistics:read"), null);
        MemberCommandRefused refused = new MemberCommandRefused(COMMAND, ADA, "exceeds-own-scopes");
        Member ada = member(ADA, LEARNER, manager);

        assertThat(decide(demotion(less), subject(ada, null, 0, 0, LEARNER))).containsExactly(refused);
        assertThat(decide(new MemberRemoval(COMMAND, ADA, less), subject(ada, null, 0, 0)))
                .containsExactly(refused);
        assertThat(decide(demotion(asMuch), subject(ada, null, 0, 0, LEARNER)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, LEARNER)));
        assertThat(decide(new MemberRemoval(COMMAND, ADA, asMuch), subject(ada, null, 0, 0)))
                .containsExactly(new MembershipEnded(COMMAND, ada, Cause.REMOVED));
    }

    @Example
    void rightsInAUnitReachItsMembersAlone() {
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_NORTH), LEARNER, NORTH))
                .isTrue();
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_NORTH), LEARNER, SOUTH))
                .isFalse();
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_NORTH), LEARNER)).isFalse();
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_NORTH), MANAGER, NORTH))
                .isTrue();
        assertThat(isDone(change(OF_NORTH, GrantKind.TEAM, FINALISTS), LEARNER, NORTH))
                .isTrue();
        assertThat(isDone(change(OF_NORTH, GrantKind.TEAM, FINALISTS), LEARNER, SOUTH))
                .isFalse();
        assertThat(isDone(change(OF_NORTH, GrantKind.UNIT, SOUTH), LEARNER, NORTH))
                .isFalse();
        assertThat(isDone(change(OF_NORTH, GrantKind.ROLE, MANAGER), LEARNER, NORTH))
                .isTrue();
        assertThat(isDone(
                        change(CallerRights.ALL.asOfNow(List.of(), List.of(), List.of()), GrantKind.TEAM, FINALISTS),
                        LEARNER))
                .as("somebody who is no member any more")
                .isFalse();
    }

    @Example
    void rightsAmongLearnersReachNobodyElseAndNoRoles() {
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_LEARNERS), LEARNER, SOUTH))
                .isTrue();
        assertThat(isDone(new MemberRemoval(COMMAND, ADA, OF_LEARNERS), ANALYST))
                .isFalse();
        assertThat(isDone(change(OF_LEARNERS, GrantKind.TEAM, FINALISTS), LEARNER))
                .isTrue();
        assertThat(isDone(change(OF_LEARNERS, GrantKind.ROLE, LEARNER), LEARNER))
                .isFalse();
        assertThat(isDone(change(OF_LEARNERS, GrantKind.ROLE, ANALYST), LEARNER))
                .isFalse();
    }

    /** Otherwise it is refused as beyond the caller's rights. */
    private static boolean isDone(OfSeats command, Grantable... held) {
        Subject subject = subject(member(ADA, held), null, 0, 0, FINALISTS, SOUTH, MANAGER, LEARNER, ANALYST);
        return !decide(command, subject).equals(List.of(new MemberCommandRefused(COMMAND, ADA, "exceeds-own-scopes")));
    }

    private static MemberChange demotion(CallerRights caller) {
        return new MemberChange(
                COMMAND, ADA, Map.of(GrantKind.ROLE, List.of(LEARNER.id())), List.of(), false, null, caller);
    }

    /** A role may have got more permissions since the change was asked for. */
    @Example
    void nobodyIsGivenMoreThanTheCallerHolds() {
        Grantable helper = new Grantable(new UUID(2, 6), GrantKind.ROLE, "helper", List.of("statistics:read"));
        MemberChange promotion = new MemberChange(
                COMMAND,
                ADA,
                Map.of(GrantKind.ROLE, List.of(helper.id())),
                List.of(),
                false,
                null,
                CallerRights.of(List.of("members:write"), null));

        assertThat(decide(promotion, subject(member(ADA, LEARNER), null, 0, 0, helper)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "exceeds-own-scopes"));
    }
}
