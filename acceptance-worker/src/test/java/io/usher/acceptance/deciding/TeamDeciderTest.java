package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.member;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.CHANGED;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.EXCEEDS_OWN_SCOPES;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.NOT_A_MEMBER;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.NO_SUCH_TEAM;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.TOO_MANY_GRANTS;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.UNCHANGED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.Command.TeamChange;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import org.jspecify.annotations.Nullable;

final class TeamDeciderTest {

    private static final Member ADA = member(new Person(ORGANIZATION, "ada@x.org"), LEARNER);
    private static final Member GRACE = member(new Person(ORGANIZATION, "grace@x.org"), LEARNER, FINALISTS);
    private static final MemberId NOBODY = MemberId.of(ORGANIZATION, "nobody@x.org");

    @Example
    void whoIsAddedKeepsEverythingElse() {
        Member leaving = ADA.with(ADA.grants(), Instant.parse("2041-01-01T00:00:00Z"));

        TeamChanged changed = decide(List.of(ADA.id()), List.of(), leaving);

        assertThat(changed.changed())
                .containsExactly(leaving.with(List.of(LEARNER, FINALISTS), leaving.accessExpiresAt()));
    }

    @Example
    void everybodyIsAnsweredForInTheOrderOfTheCommand() {
        assertThat(decide(List.of(NOBODY, GRACE.id(), ADA.id()), List.of(), ADA, GRACE)
                        .outcomes())
                .containsExactly(entry(NOBODY, NOT_A_MEMBER), entry(GRACE.id(), UNCHANGED), entry(ADA.id(), CHANGED));
    }

    @Example
    void whoIsRemovedLosesTheTeamAlone() {
        TeamChanged changed = decide(List.of(), List.of(ADA.id(), GRACE.id(), NOBODY), ADA, GRACE);

        assertThat(changed.outcomes())
                .containsExactly(entry(ADA.id(), UNCHANGED), entry(GRACE.id(), CHANGED), entry(NOBODY, NOT_A_MEMBER));
        assertThat(changed.changed()).containsExactly(GRACE.with(List.of(LEARNER), null));
    }

    @Example
    void formerMembersAreNotMembers() {
        Member former = new Member(
                ADA.id(), ADA.person(), null, ADA.email(), null, null, false, ADA.grants(), ADA.joinedAt(), null);

        assertThat(decide(List.of(ADA.id()), List.of(), former).outcomes()).isEqualTo(Map.of(ADA.id(), NOT_A_MEMBER));
    }

    @Example
    void aMemberWhoHoldsTheMostThatOneMayHoldIsNotAdded() {
        Member full = ADA.with(
                IntStream.range(0, Member.MOST_GRANTS)
                        .mapToObj(i -> new Grantable(new UUID(7, i), GrantKind.GROUP, "G" + i))
                        .toList(),
                null);

        TeamChanged changed = decide(List.of(ADA.id()), List.of(), full);

        assertThat(changed.outcomes()).isEqualTo(Map.of(ADA.id(), TOO_MANY_GRANTS));
        assertThat(changed.changed()).isEmpty();
    }

    @Example
    void nobodyIsAddedToATeamThatIsGone() {
        TeamChanged changed = decide(command(List.of(ADA.id()), List.of(GRACE.id())), null, ADA, GRACE);

        assertThat(changed.outcomes()).isEqualTo(Map.of(ADA.id(), NO_SUCH_TEAM, GRACE.id(), NO_SUCH_TEAM));
        assertThat(changed.changed()).isEmpty();
    }

    @Example
    void membersWhoHoldMoreThanTheCallerAreNotChanged() {
        Grantable manager =
                new Grantable(new UUID(2, 5), GrantKind.ROLE, "manager", List.of("members:read", "members:write"));
        Member more = ADA.with(List.of(LEARNER, manager), null);
        Member inTeam = GRACE.with(List.of(manager, FINALISTS), null);
        CallerRights less = CallerRights.of(List.of("members:write"), null);
        CallerRights asMuch = CallerRights.of(List.of("members:read", "members:write", "statistics:read"), null);

        assertThat(decide(command(List.of(ADA.id(), GRACE.id()), List.of(), less), FINALISTS, more, inTeam)
                        .outcomes())
                .containsExactly(entry(ADA.id(), EXCEEDS_OWN_SCOPES), entry(GRACE.id(), UNCHANGED));
        assertThat(decide(command(List.of(), List.of(ADA.id(), GRACE.id()), less), FINALISTS, more, inTeam)
                        .outcomes())
                .containsExactly(entry(ADA.id(), UNCHANGED), entry(GRACE.id(), EXCEEDS_OWN_SCOPES));
        assertThat(decide(command(List.of(ADA.id()), List.of(GRACE.id()), asMuch), FINALISTS, more, inTeam)
                        .outcomes())
                .containsOnly(entry(ADA.id(), CHANGED), entry(GRACE.id(), CHANGED));
    }

    @Example
    void membersBeyondTheCallersReachAreNotChanged() {
        Grantable north = new Grantable(new UUID(2, 21), GrantKind.UNIT, "North");
        CallerRights ofNorth = CallerRights.ALL.asOfNow(List.of(), List.of("members:write"), List.of(north.id()));
        Member near = ADA.with(List.of(LEARNER, north), null);
        Member far = GRACE.with(List.of(LEARNER, FINALISTS), null);
        CallerRights seeing =
                CallerRights.ALL.asOfNow(List.of("members:read"), List.of("members:write"), List.of(north.id()));

        assertThat(decide(command(List.of(ADA.id()), List.of(GRACE.id()), ofNorth), FINALISTS, near, far)
                        .outcomes())
                .containsOnly(entry(ADA.id(), CHANGED), entry(GRACE.id(), NOT_A_MEMBER));
        assertThat(decide(command(List.of(ADA.id()), List.of(GRACE.id()), seeing), FINALISTS, near, far)
                        .outcomes())
                .containsOnly(entry(ADA.id(), CHANGED), entry(GRACE.id(), EXCEEDS_OWN_SCOPES));
    }

    /** Otherwise whoever adds addresses to a team would learn who is a member. */
    @Example
    void membersWhomTheCallerDoesNotSeeAreAsUnknownAsStrangers() {
        Grantable north = new Grantable(new UUID(2, 21), GrantKind.UNIT, "North");
        Grantable analyst =
                new Grantable(new UUID(2, 6), GrantKind.ROLE, "learner-analyst", List.of("statistics:read"));
        CallerRights ofNorth = CallerRights.ALL.asOfNow(List.of(), List.of("members:write"), List.of(north.id()));
        CallerRights ofLearners = CallerRights.of(List.of("learners:manage"), null);
        Member inTeam = GRACE.with(List.of(analyst, FINALISTS), null);

        for (CallerRights caller : List.of(ofNorth, ofLearners)) {
            assertThat(decide(
                                    command(List.of(ADA.id(), GRACE.id(), NOBODY), List.of(), caller),
                                    FINALISTS,
                                    ADA.with(List.of(analyst), null),
                                    inTeam)
                            .outcomes())
                    .containsOnly(
                            entry(ADA.id(), NOT_A_MEMBER),
                            entry(GRACE.id(), NOT_A_MEMBER),
                            entry(NOBODY, NOT_A_MEMBER));
        }
    }

    @Example
    void eachEventHasAnIdOfItsOwn() {
        BatchResult result = TeamDecider.decide(
                command(List.of(ADA.id()), List.of(GRACE.id())), FINALISTS, List.of(ADA, GRACE), NOON);

        assertThat(DecisionEvents.of(result, Map.of()))
                .hasSize(3)
                .extracting(event -> event.id())
                .doesNotHaveDuplicates();
    }

    private static TeamChanged decide(List<MemberId> added, List<MemberId> removed, Member... members) {
        return decide(command(added, removed), FINALISTS, members);
    }

    private static TeamChanged decide(TeamChange command, @Nullable Grantable team, Member... members) {
        return (TeamChanged) TeamDecider.decide(command, team, List.of(members), NOON)
                .decisions()
                .getFirst();
    }

    private static TeamChange command(List<MemberId> added, List<MemberId> removed) {
        return command(added, removed, CallerRights.ALL);
    }

    private static TeamChange command(List<MemberId> added, List<MemberId> removed, CallerRights caller) {
        return new TeamChange(new CommandId(new UUID(9, 1)), ORGANIZATION, FINALISTS.id(), added, removed, caller);
    }
}
