package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.seats;
import static io.usher.acceptance.deciding.BatchStates.uses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.WaitingLists.Step;
import io.usher.acceptance.deciding.WaitingLists.Turn;
import io.usher.contract.id.InvitationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds after any sequence of requests, withdrawals, removals and changes if the invitations have waiting lists. */
final class WaitingListPropertiesTest {

    @Property
    void noRequestIsRejectedForLackOfASeat(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            assertThat(turn.result().decisions())
                    .noneMatch(decision ->
                            decision instanceof Requested requested && requested.outcome() instanceof Rejected);
        }
    }

    @Property
    void quotaAndPlanAreNeverExceeded(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            for (InvitationTerms terms : turn.after().invitations().values()) {
                if (terms.quota() != null) {
                    assertThat(uses(turn.after(), terms.id()).accepted())
                            .isLessThanOrEqualTo(Math.max(
                                    terms.quota(),
                                    uses(turn.before(), terms.id()).accepted()));
                }
            }
            turn.after().seats().forEach((organization, seats) -> {
                if (seats.plan() != null) {
                    assertThat(seats.taken())
                            .isLessThanOrEqualTo(Math.max(
                                    seats.plan(),
                                    seats(turn.before(), organization).taken()));
                }
            });
        }
    }

    @Property
    void peopleArePromotedInTheOrderOfAsking(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            List<Waiting> promoted = new ArrayList<>();
            turn.result().decisions().forEach(decision -> {
                if (decision instanceof Promoted one) {
                    promoted.add(one.waiting());
                }
            });
            List<Waiting> inOrder = new ArrayList<>(turn.before().waiting());
            inOrder.retainAll(promoted);
            assertThat(promoted).isEqualTo(inOrder);
        }
    }

    /** Whoever got a seat took none that somebody could have had who asked earlier and still waits. */
    @Property
    void noRequestOvertakesServablePeople(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            for (Decision decision : turn.result().decisions()) {
                if (decision instanceof Promoted promoted) {
                    assertNotOvertaking(turn.after(), promoted.waiting().request(), promoted.outcome());
                } else if (decision instanceof Requested requested
                        && requested.outcome() instanceof Accepted accepted) {
                    assertNotOvertaking(turn.after(), requested.request(), accepted);
                }
            }
        }
    }

    private static void assertNotOvertaking(BatchState after, Request served, Accepted accepted) {
        for (Waiting left : after.waiting()) {
            Request request = left.request();
            boolean sameInvitation = request.invitation().equals(served.invitation());
            // Requests in different partitions have no order within a moment.
            boolean earlier = sameInvitation
                    ? request.offset() < served.offset()
                    : request.requestedAt().isBefore(served.requestedAt());
            boolean roomFor = sameInvitation || hasRoom(after, request.invitation());
            boolean seatFor = after.members().contains(request.person()) || accepted.joined();
            assertThat(earlier && roomFor && seatFor)
                    .as("%s overtook %s", served, request)
                    .isFalse();
        }
    }

    @Property
    void noServablePersonWaits(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            assertThat(turn.after().waiting())
                    .noneMatch(left -> hasRoom(turn.after(), left.request().invitation())
                            && (turn.after().members().contains(left.request().person())
                                    || seats(turn.after(), left.request().organization())
                                            .free()));
        }
    }

    private static boolean hasRoom(BatchState state, InvitationId invitation) {
        Integer quota = requireNonNull(state.invitations().get(invitation)).quota();
        return quota == null || uses(state, invitation).accepted() < quota;
    }

    @Property
    void numbersAgree(@ForAll("steps") List<Step> steps) {
        Map<InvitationId, Integer> used = new HashMap<>();
        for (Turn turn : WaitingLists.play(steps)) {
            for (Decision decision : turn.result().decisions()) {
                count(decision, used);
            }
            for (InvitationId invitation : turn.after().invitations().keySet()) {
                assertThat(uses(turn.after(), invitation).accepted())
                        .as("accepted")
                        .isEqualTo(used.getOrDefault(invitation, 0));
                assertThat(uses(turn.after(), invitation).waiting())
                        .as("waiting")
                        .isEqualTo(waiting(turn.after(), invitation));
            }
            turn.after()
                    .seats()
                    .forEach((organization, seats) -> assertThat(seats.taken())
                            .as("taken")
                            .isEqualTo((int) turn.after().members().stream()
                                    .filter(person -> person.organization().equals(organization))
                                    .count()));
        }
    }

    private static void count(Decision decision, Map<InvitationId, Integer> used) {
        if (decision instanceof Promoted promoted) {
            used.merge(promoted.waiting().request().invitation(), 1, Integer::sum);
        } else if (decision instanceof Requested requested && requested.outcome() instanceof Accepted) {
            used.merge(requested.request().invitation(), 1, Integer::sum);
        } else if (decision instanceof Withdrawn withdrawn
                && withdrawn.acceptance().accepted()) {
            used.merge(withdrawn.acceptance().request().invitation(), -1, Integer::sum);
        }
    }

    @Property
    void theReportedPositionIsThePlaceInTheList(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            for (Decision decision : turn.result().decisions()) {
                if (decision instanceof Requested requested && requested.outcome() instanceof Waitlisted waitlisted) {
                    InvitationId invitation = requested.request().invitation();
                    long before = turn.after().waiting().stream()
                            .filter(one -> one.request().invitation().equals(invitation)
                                    && one.ordinal() <= requested.ordinal())
                            .count();
                    assertThat(waitlisted.position()).isEqualTo(before);
                }
            }
        }
    }

    private static int waiting(BatchState state, InvitationId invitation) {
        return (int) state.waiting().stream()
                .filter(one -> one.request().invitation().equals(invitation))
                .count();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return WaitingLists.steps().list().ofMinSize(1).ofMaxSize(60);
    }
}
