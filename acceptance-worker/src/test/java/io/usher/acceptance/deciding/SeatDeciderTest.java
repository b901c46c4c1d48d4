package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.Standings.FINALISTS;
import static io.usher.acceptance.deciding.Standings.LEARNER;
import static io.usher.acceptance.deciding.Standings.ORGANIZATION;
import static io.usher.acceptance.deciding.Standings.after;
import static io.usher.acceptance.deciding.Standings.before;
import static io.usher.acceptance.deciding.Standings.decide;
import static io.usher.acceptance.deciding.Standings.open;
import static io.usher.acceptance.deciding.Standings.request;
import static io.usher.acceptance.deciding.Standings.seats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

final class SeatDeciderTest {

    private static final Grantable ALUMNI = new Grantable(new UUID(6, 1), GrantKind.GROUP, "Alumni");
    private static final Grantable BERLIN = new Grantable(new UUID(7, 1), GrantKind.UNIT, "Berlin");
    private static final Grantable PARIS = new Grantable(new UUID(7, 2), GrantKind.UNIT, "Paris");

    @Example
    void theLastSeatGoesToWhoAskedFirst() {
        InvitationTerms terms = open(1, 1);

        Decisions decisions =
                decide(before(null, terms), List.of(request(1, terms, "a@x.org"), request(2, terms, "b@x.org")));

        assertThat(decisions.decisions().get(0).outcome())
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.milestones())
                                .containsExactly(new Reached(Milestone.QUOTA_FULL, 1)));
        assertThat(decisions.decisions().get(1).outcome()).isEqualTo(new Rejected(RejectionReason.QUOTA_FULL));
    }

    @Example
    void aMemberTakesNoSecondSeatButGainsTheGrants() {
        InvitationTerms first = open(1, null);
        InvitationTerms second = open(2, null, LEARNER, ALUMNI);

        Decisions decisions =
                decide(before(1, first, second), List.of(request(1, first, "a@x.org"), request(2, second, "A@X.org ")));

        assertThat(decisions.joined())
                .singleElement()
                .satisfies(member -> assertThat(member.grants()).containsExactly(LEARNER, FINALISTS, ALUMNI));
        assertThat(decisions.decisions())
                .extracting(Decision::outcome)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Accepted.class));
        assertThat(seats(after(before(1, first, second), decisions), ORGANIZATION)
                        .taken())
                .isEqualTo(1);
    }

    /** Names may look like anything. */
    @Example
    void whatIsGivenIsKeptUnderAnIdOfItsOwn() {
        Grantable misleading = new Grantable(LEARNER.id(), GrantKind.ROLE, "learner], " + FINALISTS);

        assertThat(List.of(
                        Given.of(List.of(LEARNER), List.of("a, b")).id(),
                        Given.of(List.of(LEARNER), List.of("a", "b")).id(),
                        Given.of(List.of(LEARNER), List.of()).id(),
                        Given.of(List.of(LEARNER, FINALISTS), List.of()).id(),
                        Given.of(List.of(misleading), List.of()).id()))
                .doesNotHaveDuplicates();
        assertThat(Given.of(List.of(LEARNER), List.of("a")).id())
                .isEqualTo(Given.of(List.of(LEARNER), List.of("a")).id());
    }

    @Example
    void theLaterUnitTakesThePlaceOfTheEarlierOne() {
        InvitationTerms berlin = open(1, null, LEARNER, BERLIN);
        InvitationTerms paris = open(2, null, PARIS);

        Decisions decisions = decide(
                before(null, berlin, paris), List.of(request(1, berlin, "a@x.org"), request(2, paris, "a@x.org")));

        assertThat(decisions.joined())
                .singleElement()
                .satisfies(joined -> assertThat(joined.grants()).containsExactly(LEARNER, PARIS));
    }

    @Example
    void aMemberOfBeforeIsGivenWhatEachInvitationGrants() {
        InvitationTerms first = open(1, null);
        InvitationTerms berlin = open(2, null, BERLIN, ALUMNI);
        InvitationTerms paris = open(3, null, PARIS);
        Standing joined = after(
                before(null, first, berlin, paris),
                decide(before(null, first, berlin, paris), List.of(request(1, first, "a@x.org"))));

        Decisions decisions = decide(joined, List.of(request(2, berlin, "a@x.org"), request(3, paris, "a@x.org")));

        assertThat(decisions.joined()).isEmpty();
        assertThat(decisions.granted())
                .containsExactly(entry(request(1, first, "a@x.org").person(), List.of(ALUMNI, PARIS)));
    }

    @Example
    void whoAsksAgainGetsTheSameOutcomeEvenWhenTheInvitationIsOver() {
        InvitationTerms terms = open(1, 1);
        Standing accepted =
                after(before(null, terms), decide(before(null, terms), List.of(request(1, terms, "a@x.org"))));
        Standing over = new Standing(
                Map.of(terms.id(), disabled(terms)),
                accepted.counts(),
                accepted.seats(),
                accepted.decided(),
                accepted.uses(),
                accepted.members());

        Decisions again = decide(over, List.of(request(2, terms, "a@x.org"), request(3, terms, "b@x.org")));

        assertThat(again.decisions().get(0).outcome())
                .isInstanceOfSatisfying(
                        Repeated.class,
                        repeated -> assertThat(repeated.original())
                                .isEqualTo(request(1, terms, "a@x.org").id()));
        assertThat(again.decisions().get(1).outcome()).isEqualTo(new Rejected(RejectionReason.INVITATION_DISABLED));
    }

    @Example
    void sharesOfThePlanAreToldOnceEach() {
        InvitationTerms terms = open(1, null);

        Decisions decisions = decide(
                before(20, terms),
                IntStream.rangeClosed(1, 21)
                        .mapToObj(number -> request(number, terms, "p" + number + "@x.org"))
                        .toList());

        assertThat(decisions.decisions())
                .extracting(Decision::outcome)
                .filteredOn(outcome -> outcome instanceof Accepted accepted
                        && !accepted.milestones().isEmpty())
                .extracting(outcome -> ((Accepted) outcome).milestones())
                .containsExactly(
                        List.of(new Reached(Milestone.SEATS_80, 20)),
                        List.of(new Reached(Milestone.SEATS_95, 20)),
                        List.of(new Reached(Milestone.SEATS_100, 20)));
        assertThat(decisions.decisions().getLast().outcome()).isEqualTo(new Rejected(RejectionReason.NO_SEATS_LEFT));
    }

    @Example
    void anInvitationThatDoesNotExistIsADeletedOne() {
        InvitationTerms unknown = open(9, null);

        Decisions decisions = decide(before(null), List.of(request(1, unknown, "a@x.org")));

        assertThat(decisions.decisions().getFirst().outcome())
                .isEqualTo(new Rejected(RejectionReason.INVITATION_DELETED));
    }

    private static InvitationTerms disabled(InvitationTerms terms) {
        return new InvitationTerms(
                terms.id(),
                terms.organization(),
                new Admission(false, InvitationStatus.DISABLED, null, null, Audience.EVERYBODY),
                Set.of(),
                terms.quota(),
                terms.given());
    }
}
