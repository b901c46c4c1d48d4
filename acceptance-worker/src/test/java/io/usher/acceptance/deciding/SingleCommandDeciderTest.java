package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.about;
import static io.usher.acceptance.deciding.BatchStates.after;
import static io.usher.acceptance.deciding.BatchStates.before;
import static io.usher.acceptance.deciding.BatchStates.changed;
import static io.usher.acceptance.deciding.BatchStates.member;
import static io.usher.acceptance.deciding.BatchStates.open;
import static io.usher.acceptance.deciding.BatchStates.queueing;
import static io.usher.acceptance.deciding.BatchStates.request;
import static io.usher.acceptance.deciding.SingleCommands.ADA;
import static io.usher.acceptance.deciding.SingleCommands.COMMAND;
import static io.usher.acceptance.deciding.SingleCommands.NORTH;
import static io.usher.acceptance.deciding.SingleCommands.SOUTH;
import static io.usher.acceptance.deciding.SingleCommands.TERMS;
import static io.usher.acceptance.deciding.SingleCommands.change;
import static io.usher.acceptance.deciding.SingleCommands.decide;
import static io.usher.acceptance.deciding.SingleCommands.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchStates.Plans;
import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import org.jspecify.annotations.Nullable;

/** What commands that are decided alone do to members, their access and their acceptances. */
final class SingleCommandDeciderTest {

    private static final Grantable ADMIN = new Grantable(new UUID(2, 9), GrantKind.ROLE, "admin");
    private static final Withdrawal WITHDRAWAL =
            new Withdrawal(COMMAND, request(1, TERMS, "ada@x.org").id(), TERMS.id(), ORGANIZATION);
    private static final MemberRemoval REMOVAL = new MemberRemoval(COMMAND, ADA, CallerRights.ALL);

    @Example
    void theMembershipOfARemovedMemberEnds() {
        Member ada = member(ADA, LEARNER);

        assertThat(decide(REMOVAL, subject(ada, null, 0, 0)))
                .containsExactly(new MembershipEnded(COMMAND, ada, Cause.REMOVED));
    }

    @Example
    void theLastAdministratorIsNotRemoved() {
        assertThat(decide(REMOVAL, subject(member(ADA, ADMIN), null, 0, 1)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "last-admin"));
        assertThat(decide(REMOVAL, subject(member(ADA, ADMIN), null, 0, 2)))
                .hasOnlyElementsOfType(MembershipEnded.class);
    }

    @Example
    void theLastAdministratorIsNotDemoted() {
        assertThat(decide(change(GrantKind.ROLE, LEARNER), subject(member(ADA, ADMIN), null, 0, 1, LEARNER)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "last-admin"));
        assertThat(decide(change(GrantKind.TEAM, FINALISTS), subject(member(ADA, ADMIN), null, 0, 1, FINALISTS)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, ADMIN, FINALISTS)));
    }

    @Example
    void theAccessOfTheLastAdministratorDoesNotEnd() {
        assertThat(decide(new AccessEnd(ADA), subject(until(NOON, member(ADA, ADMIN)), null, 0, 1)))
                .isEmpty();
    }

    @Example
    void theLastAcceptanceOfTheLastAdministratorIsNotWithdrawn() {
        assertThat(decide(WITHDRAWAL, subject(member(ADA, ADMIN), accepted(), 0, 1)))
                .containsExactly(new WithdrawalRefused(WITHDRAWAL, "last-admin"));
    }

    @Example
    void onlyExpiredAccessesOfMembersWhoAreNoAdministratorsEndTogether() {
        Member over = until(NOON, member(ADA, LEARNER));
        Member later = until(NOON.plusMillis(1), member(new Person(ORGANIZATION, "grace@x.org"), LEARNER));
        Member admin = until(NOON, member(new Person(ORGANIZATION, "alan@x.org"), ADMIN));

        assertThat(SeatDecider.endAccesses(BatchStates.before(3), List.of(over, later, admin), NOON)
                        .decisions())
                .containsExactly(new MembershipEnded(null, over, Cause.ACCESS_ENDED));
    }

    @Example
    void accessEndsAtItsTimeAndNotBefore() {
        Member over = until(NOON, member(ADA, LEARNER));

        assertThat(decide(new AccessEnd(ADA), subject(over, null, 0, 0)))
                .containsExactly(new MembershipEnded(null, over, Cause.ACCESS_ENDED));
        assertThat(decide(new AccessEnd(ADA), subject(until(NOON.plusMillis(1), over), null, 0, 0)))
                .isEmpty();
        assertThat(decide(new AccessEnd(ADA), subject(until(null, over), null, 0, 0)))
                .isEmpty();
    }

    @Example
    void commandsAboutPeopleWhoAreNotMembersAreRefused() {
        assertThat(decide(REMOVAL, subject(null, null, 0, 0)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "not-a-member"));
        assertThat(decide(change(GrantKind.ROLE, LEARNER), subject(null, null, 0, 0, LEARNER)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "not-a-member"));
    }

    @Example
    void onlyGrantablesOfTheKindAreReplaced() {
        assertThat(decide(change(GrantKind.TEAM), subject(member(ADA, LEARNER, FINALISTS), null, 0, 0)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, LEARNER)));
    }

    @Example
    void grantablesThatDoNotExistAreRefused() {
        assertThat(decide(change(GrantKind.TEAM, FINALISTS), subject(member(ADA, LEARNER), null, 0, 0)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "no-such-grantable"));
        assertThat(decide(change(GrantKind.GROUP, FINALISTS), subject(member(ADA, LEARNER), null, 0, 0, FINALISTS)))
                .as("of another kind")
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "no-such-grantable"));
    }

    @Example
    void retainedGrantablesThatWereTakenAwayAreRefused() {
        Member ada = member(ADA, LEARNER, ADMIN);
        MemberChange change = new MemberChange(
                COMMAND,
                ADA,
                Map.of(GrantKind.ROLE, List.of(LEARNER.id(), ADMIN.id())),
                List.of(ADMIN.id()),
                false,
                null,
                CallerRights.ALL);

        assertThat(decide(change, subject(ada, null, 0, 2, LEARNER, ADMIN)))
                .as("still held")
                .containsExactly(new MemberChanged(COMMAND, ada));
        assertThat(decide(change, subject(member(ADA, LEARNER), null, 0, 2, LEARNER, ADMIN)))
                .as("taken away since the change was asked for")
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "no-longer-held"));
    }

    @Example
    void aMemberIsInOneUnitAtATime() {
        Grantable north = new Grantable(new UUID(2, 20), GrantKind.UNIT, "North");
        Grantable south = new Grantable(new UUID(2, 21), GrantKind.UNIT, "South");

        assertThat(decide(
                        change(GrantKind.UNIT, north, south),
                        subject(member(ADA, LEARNER, north), null, 0, 0, north, south)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, LEARNER, south)));
    }

    /** Unlike by an invitation. */
    @Example
    void aManagerIsPutIntoAnotherUnit() {
        Grantable manager = new Grantable(new UUID(2, 5), GrantKind.ROLE, "manager");

        assertThat(decide(
                        change(GrantKind.UNIT, SOUTH), subject(member(ADA, manager, NORTH), null, 0, 0, NORTH, SOUTH)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, manager, SOUTH)));
        assertThat(decide(change(GrantKind.UNIT, SOUTH), subject(member(ADA, manager), null, 0, 0, SOUTH)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, manager, SOUTH)));
    }

    @Example
    void theAccessOfTheLastAdministratorIsGivenNoEnd() {
        Member admin = member(ADA, LEARNER, ADMIN);

        assertThat(decide(ending(NOON.plusSeconds(60)), subject(admin, null, 0, 1)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "last-admin"));
        assertThat(decide(ending(NOON.plusSeconds(60)), subject(admin, null, 0, 2)))
                .singleElement()
                .isInstanceOf(MemberChanged.class);
        assertThat(decide(ending(null), subject(until(NOON, admin), null, 0, 1)))
                .singleElement()
                .isInstanceOf(MemberChanged.class);
    }

    private static MemberChange ending(@Nullable Instant accessEnd) {
        return new MemberChange(COMMAND, ADA, Map.of(), List.of(), true, accessEnd, CallerRights.ALL);
    }

    @Example
    void eachEndOfAnAccessHasAnEventOfItsOwn() {
        Member first = until(NOON, member(ADA, LEARNER));
        Member again = joined(NOON.minusMillis(1), first);

        assertThat(idOfEvent(new AccessEnd(ADA), first)).isNotEqualTo(idOfEvent(new AccessEnd(ADA), again));
    }

    private static String idOfEvent(OfSeats command, Member member) {
        BatchState state = about(before(null, TERMS), subject(member, null, 0, 0));
        return DecisionEvents.of(SeatDecider.decide(state, command, NOON), Map.of())
                .getFirst()
                .id();
    }

    private static Member joined(Instant at, Member member) {
        return new Member(
                member.id(),
                member.person(),
                member.invitation(),
                member.email(),
                member.firstName(),
                member.lastName(),
                member.active(),
                member.grants(),
                at,
                member.accessExpiresAt());
    }

    @Example
    void changesBeyondTheLimitOfGrantsAreRefused() {
        Grantable[] most = IntStream.range(0, Member.MOST_GRANTS)
                .mapToObj(number -> new Grantable(new UUID(9, number), GrantKind.TEAM, "Team " + number))
                .toArray(Grantable[]::new);

        assertThat(decide(change(GrantKind.ROLE, LEARNER), subject(member(ADA, most), null, 0, 0, LEARNER)))
                .containsExactly(new MemberCommandRefused(COMMAND, ADA, "too-many-grants"));
        assertThat(decide(change(GrantKind.TEAM, FINALISTS), subject(member(ADA, most), null, 0, 0, FINALISTS)))
                .containsExactly(new MemberChanged(COMMAND, member(ADA, FINALISTS)));
    }

    /** The quota was raised since, and the timer has not noticed yet. */
    @Example
    void aPromotionCountsTheGrantsOfTheChangeTowardsTheLimit() {
        BatchState full = waitingElsewhere();
        Grantable[] teams = IntStream.range(1, Member.MOST_GRANTS)
                .mapToObj(number -> new Grantable(new UUID(9, number), GrantKind.TEAM, "Team " + number))
                .toArray(Grantable[]::new);
        BatchState state = about(full, subject(member(ADA, LEARNER), null, 0, 0, teams));

        assertThat(SeatDecider.decide(state, change(GrantKind.TEAM, teams), NOON)
                        .decisions())
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(Promoted.class, promoted -> {
                    assertThat(promoted.outcome().granted().grantables()).containsExactly(LEARNER);
                    assertThat(promoted.outcome().granted().skipped()).containsExactly("Finalists");
                });
    }

    /** Ada is a member and waits for another invitation, which has a free use. */
    private static BatchState waitingElsewhere() {
        InvitationTerms elsewhere = queueing(open(2, 1));
        BatchState empty = before(null, TERMS, elsewhere);
        BatchState waiting = after(
                empty,
                BatchStates.decide(
                        empty,
                        List.of(
                                request(1, TERMS, ADA.address()),
                                request(2, elsewhere, "grace@x.org"),
                                request(3, elsewhere, ADA.address()))));
        return changed(waiting, List.of(TERMS, queueing(open(2, 2))), new Plans(null, null));
    }

    @Example
    void theLastAcceptanceThatIsWithdrawnEndsTheMembership() {
        Member ada = member(ADA, LEARNER);

        assertThat(decide(WITHDRAWAL, subject(ada, accepted(), 0, 0)))
                .containsExactly(
                        new Withdrawn(COMMAND, accepted()), new MembershipEnded(COMMAND, ada, Cause.WITHDRAWN));
        assertThat(decide(WITHDRAWAL, subject(ada, accepted(), 1, 0)))
                .containsExactly(new Withdrawn(COMMAND, accepted()));
    }

    @Example
    void acceptancesThatHoldNoUseAreNotWithdrawn() {
        StoredAcceptance rejected = new StoredAcceptance(request(1, TERMS, "ada@x.org"), 1, false, false);

        assertThat(decide(WITHDRAWAL, subject(null, rejected, 0, 0)))
                .containsExactly(new WithdrawalRefused(WITHDRAWAL, "not-withdrawable"));
        assertThat(decide(WITHDRAWAL, null)).containsExactly(new WithdrawalRefused(WITHDRAWAL, "no-such-acceptance"));
    }

    private static StoredAcceptance accepted() {
        return new StoredAcceptance(request(1, TERMS, "ada@x.org"), 1, true, true);
    }

    private static Member until(@Nullable Instant end, Member member) {
        return member.with(member.grants(), end);
    }
}
