package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.seats;
import static io.usher.acceptance.deciding.BatchStates.uses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.WaitingLists.Step;
import io.usher.acceptance.deciding.WaitingLists.Turn;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds after any sequence of requests, withdrawals, removals and changes if the invitations have waiting lists. */
final class WaitingListPropertiesTest {

    private static final Set<RejectionReason> FULL = Set.of(RejectionReason.QUOTA_FULL, RejectionReason.NO_SEATS_LEFT);

    @Property
    void noRequestIsRejectedForLackOfASeatIfThereIsAWaitingList(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            assertThat(turn.result().decisions())
                    .noneMatch(decision -> decision instanceof Requested requested
                            && terms(turn.before(), requested.request().invitation())
                                    .waitlist()
                            && requested.outcome() instanceof Rejected rejected
                            && FULL.contains(rejected.reason()));
        }
    }

    @Property
    void peopleLeaveWaitingListsByAPromotionAWithdrawalOrBecauseTheInvitationIsNotForThemAnyMore(
            @ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            List<Waiting> left = new ArrayList<>(turn.before().waiting());
            left.removeAll(turn.after().waiting());
            for (Waiting one : left) {
                RejectionReason excluded = excluded(turn.before(), one);
                assertThat(turn.result().decisions()).anyMatch(decision -> switch (decision) {
                    case Promoted promoted -> promoted.waiting().equals(one) && excluded == null;
                    case Dismissed dismissed ->
                        dismissed.waiting().equals(one) && dismissed.outcome().reason() == excluded;
                    case Withdrawn withdrawn -> withdrawn.acceptance().request().equals(one.request());
                    default -> false;
                });
            }
        }
    }

    private static @Nullable RejectionReason excluded(BatchState state, Waiting waiting) {
        Admission admission = terms(state, waiting.request().invitation()).admission();
        if (admission.deleted()) {
            return RejectionReason.INVITATION_DELETED;
        }
        return admission.audience().includes(waiting.request().email(), false) ? null : RejectionReason.NOT_INVITED;
    }

    @Property
    void nobodyIsPromotedWhileTheInvitationIsDisabledOrOver(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            for (Decision decision : turn.result().decisions()) {
                if (decision instanceof Promoted promoted) {
                    InvitationId invitation = promoted.waiting().request().invitation();
                    assertThat(promotes(turn.after(), invitation) || admitted(turn, invitation))
                            .isTrue();
                }
            }
        }
    }

    /** Whoever asked in time for an invitation that is over by now does not overtake. */
    private static boolean admitted(Turn turn, InvitationId invitation) {
        InvitationTerms terms = terms(turn.after(), invitation);
        return turn.result().decisions().stream()
                .anyMatch(decision -> decision instanceof Requested requested
                        && requested.request().invitation().equals(invitation)
                        && terms.admission()
                                .refusal(
                                        requested.request().email(),
                                        Standing.STRANGER,
                                        requested.request().requestedAt())
                                .isEmpty());
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

    /** Within an invitation; between invitations of an organization only whoever could be served comes first. */
    @Property
    void peopleOfAnInvitationArePromotedInTheOrderOfAsking(@ForAll("steps") List<Step> steps) {
        for (Turn turn : WaitingLists.play(steps)) {
            Map<InvitationId, List<Waiting>> promoted = new HashMap<>();
            turn.result().decisions().forEach(decision -> {
                if (decision instanceof Promoted one) {
                    promoted.computeIfAbsent(one.waiting().request().invitation(), any -> new ArrayList<>())
                            .add(one.waiting());
                }
            });
            promoted.forEach((invitation, people) -> {
                List<Waiting> inOrder = new ArrayList<>(turn.before().waiting());
                inOrder.retainAll(people);
                assertThat(people).as("promoted by %s", invitation).isEqualTo(inOrder);
            });
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
            boolean roomFor =
                    sameInvitation || (promotes(after, request.invitation()) && hasRoom(after, request.invitation()));
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
                    .noneMatch(left -> excluded(turn.after(), left) != null
                            || (promotes(turn.after(), left.request().invitation())
                                    && hasRoom(turn.after(), left.request().invitation())
                                    && (turn.after()
                                                    .members()
                                                    .contains(left.request().person())
                                            || seats(
                                                            turn.after(),
                                                            left.request().organization())
                                                    .free())));
        }
    }

    private static boolean hasRoom(BatchState state, InvitationId invitation) {
        Integer quota = terms(state, invitation).quota();
        return quota == null || uses(state, invitation).accepted() < quota;
    }

    private static boolean promotes(BatchState state, InvitationId invitation) {
        InvitationTerms terms = terms(state, invitation);
        return terms.open() && !terms.admission().deleted() && terms.admission().status() == InvitationStatus.ENABLED;
    }

    private static InvitationTerms terms(BatchState state, InvitationId invitation) {
        return requireNonNull(state.invitations().get(invitation));
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
