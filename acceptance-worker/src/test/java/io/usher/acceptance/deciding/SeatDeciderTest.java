package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.after;
import static io.usher.acceptance.deciding.BatchStates.before;
import static io.usher.acceptance.deciding.BatchStates.changed;
import static io.usher.acceptance.deciding.BatchStates.decide;
import static io.usher.acceptance.deciding.BatchStates.inviting;
import static io.usher.acceptance.deciding.BatchStates.open;
import static io.usher.acceptance.deciding.BatchStates.request;
import static io.usher.acceptance.deciding.BatchStates.seats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchStates.Plans;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

final class SeatDeciderTest {

    private static final Grantable ALUMNI = new Grantable(new UUID(6, 1), GrantKind.GROUP, "Alumni");
    private static final Grantable BERLIN = new Grantable(new UUID(7, 1), GrantKind.UNIT, "Berlin");
    private static final Grantable PARIS = new Grantable(new UUID(7, 2), GrantKind.UNIT, "Paris");

    @Example
    void theLastSeatGoesToTheFirstRequest() {
        InvitationTerms terms = open(1, 1);

        BatchResult decisions =
                decide(before(null, terms), List.of(request(1, terms, "a@x.org"), request(2, terms, "b@x.org")));

        assertThat(outcome(decisions, 0))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.milestones())
                                .containsExactly(new Reached(Milestone.QUOTA_FULL, 1)));
        assertThat(outcome(decisions, 1)).isEqualTo(new Rejected(RejectionReason.QUOTA_FULL));
    }

    @Example
    void namesThatWereGivenWithTheInvitationDoNotReplaceOthers() {
        InvitationTerms terms = open(1, null);
        Request unnamed = request(1, terms, "a@x.org");
        Invitee invitee = new Invitee(Standing.INVITED, "Ada", "Lovelace");
        BatchState invited = inviting(before(null, terms), Map.of(unnamed.use(), invitee));

        assertThat(decide(invited, List.of(unnamed)).joined())
                .extracting(Member::firstName, Member::lastName)
                .containsExactly(tuple("Ada", "Lovelace"));
        assertThat(decide(invited, List.of(unnamed.named(new Invitee(Standing.INVITED, "Augusta", null))))
                        .joined())
                .extracting(Member::firstName, Member::lastName)
                .containsExactly(tuple("Augusta", null));
    }

    @Example
    void aMemberTakesNoSecondSeatButGainsTheGrants() {
        InvitationTerms first = open(1, null);
        InvitationTerms second = open(2, null, LEARNER, ALUMNI);

        BatchResult decisions =
                decide(before(1, first, second), List.of(request(1, first, "a@x.org"), request(2, second, "A@X.org ")));

        assertThat(decisions.joined())
                .singleElement()
                .satisfies(member -> assertThat(member.grants()).containsExactly(LEARNER, FINALISTS, ALUMNI));
        assertThat(decisions.decisions())
                .extracting(SeatDeciderTest::outcome)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Accepted.class));
        assertThat(seats(after(before(1, first, second), decisions), ORGANIZATION)
                        .taken())
                .isEqualTo(1);
    }

    @Example
    void grantsBeyondTheLimitAreSkippedAndNamed() {
        Grantable[] many = IntStream.range(0, Member.MOST_GRANTS)
                .mapToObj(number -> new Grantable(new UUID(9, number), GrantKind.TEAM, "Team " + number))
                .toArray(Grantable[]::new);
        InvitationTerms first = open(1, null, many);
        InvitationTerms second = open(2, null, many[0], ALUMNI);

        BatchResult decisions = decide(
                before(null, first, second), List.of(request(1, first, "a@x.org"), request(2, second, "a@x.org")));

        assertThat(outcome(decisions, 1)).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.granted().grantables()).as("held already").containsExactly(many[0]);
            assertThat(accepted.granted().skipped()).containsExactly("Alumni");
        });
    }

    /** Names may look like anything. */
    @Example
    void grantSetsOfDifferentContentHaveDifferentIds() {
        Grantable misleading = new Grantable(LEARNER.id(), GrantKind.ROLE, "learner], " + FINALISTS);

        assertThat(List.of(
                        GrantSet.of(List.of(LEARNER), List.of("a, b"), null).id(),
                        GrantSet.of(List.of(LEARNER), List.of("a", "b"), null).id(),
                        GrantSet.of(List.of(LEARNER), List.of(), null).id(),
                        GrantSet.of(List.of(LEARNER, FINALISTS), List.of(), null)
                                .id(),
                        GrantSet.of(List.of(misleading), List.of(), null).id()))
                .doesNotHaveDuplicates();
        assertThat(GrantSet.of(List.of(LEARNER), List.of("a"), null).id())
                .isEqualTo(GrantSet.of(List.of(LEARNER), List.of("a"), null).id());
    }

    @Example
    void theLaterUnitTakesThePlaceOfTheEarlierOne() {
        InvitationTerms berlin = open(1, null, LEARNER, BERLIN);
        InvitationTerms paris = open(2, null, PARIS);

        BatchResult decisions = decide(
                before(null, berlin, paris), List.of(request(1, berlin, "a@x.org"), request(2, paris, "a@x.org")));

        assertThat(decisions.joined())
                .singleElement()
                .satisfies(joined -> assertThat(joined.grants()).containsExactly(LEARNER, PARIS));
    }

    @Example
    void anExistingMemberIsGrantedTheGrantsOfEachInvitation() {
        InvitationTerms first = open(1, null);
        InvitationTerms berlin = open(2, null, BERLIN, ALUMNI);
        InvitationTerms paris = open(3, null, PARIS);
        BatchState joined = after(
                before(null, first, berlin, paris),
                decide(before(null, first, berlin, paris), List.of(request(1, first, "a@x.org"))));

        BatchResult decisions = decide(joined, List.of(request(2, berlin, "a@x.org"), request(3, paris, "a@x.org")));

        assertThat(decisions.joined()).isEmpty();
        assertThat(decisions.granted())
                .containsExactly(entry(request(1, first, "a@x.org").person(), new Added(List.of(ALUMNI, PARIS), null)));
    }

    @Example
    void aRepeatedRequestGetsTheSameOutcomeEvenIfTheInvitationIsOver() {
        InvitationTerms terms = open(1, 1);
        BatchState accepted =
                after(before(null, terms), decide(before(null, terms), List.of(request(1, terms, "a@x.org"))));
        BatchState over = changed(accepted, List.of(disabled(terms)), new Plans(null, null));

        BatchResult again = decide(over, List.of(request(2, terms, "a@x.org"), request(3, terms, "b@x.org")));

        assertThat(outcome(again, 0))
                .isInstanceOfSatisfying(
                        Repeated.class,
                        repeated -> assertThat(repeated.original())
                                .isEqualTo(request(1, terms, "a@x.org").id()));
        assertThat(outcome(again, 1)).isEqualTo(new Rejected(RejectionReason.INVITATION_DISABLED));
    }

    @Example
    void sharesOfThePlanAreReportedOnceEach() {
        InvitationTerms terms = open(1, null);

        BatchResult decisions = decide(
                before(20, terms),
                IntStream.rangeClosed(1, 21)
                        .mapToObj(number -> request(number, terms, "p" + number + "@x.org"))
                        .toList());

        assertThat(decisions.decisions())
                .extracting(SeatDeciderTest::outcome)
                .filteredOn(outcome -> outcome instanceof Accepted accepted
                        && !accepted.milestones().isEmpty())
                .extracting(outcome -> ((Accepted) outcome).milestones())
                .containsExactly(
                        List.of(new Reached(Milestone.SEATS_80, 20)),
                        List.of(new Reached(Milestone.SEATS_95, 20)),
                        List.of(new Reached(Milestone.SEATS_100, 20)));
        assertThat(outcome(decisions, 20)).isEqualTo(new Rejected(RejectionReason.NO_SEATS_LEFT));
    }

    @Example
    void anInvitationThatDoesNotExistIsADeletedOne() {
        InvitationTerms unknown = open(9, null);

        BatchResult decisions = decide(before(null), List.of(request(1, unknown, "a@x.org")));

        assertThat(outcome(decisions, 0)).isEqualTo(new Rejected(RejectionReason.INVITATION_DELETED));
    }

    private static Outcome outcome(BatchResult result, int place) {
        return outcome(result.decisions().get(place));
    }

    private static Outcome outcome(Decision decision) {
        return ((Requested) decision).outcome();
    }

    private static InvitationTerms disabled(InvitationTerms terms) {
        return new InvitationTerms(
                terms.id(),
                terms.organization(),
                new Admission(false, InvitationStatus.DISABLED, null, null, Audience.EVERYBODY),
                terms.invitees(),
                terms.cancelled(),
                terms.quota(),
                true,
                terms.waitlist(),
                terms.granted());
    }
}
