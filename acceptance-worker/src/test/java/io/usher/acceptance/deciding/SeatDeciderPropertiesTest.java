package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.after;
import static io.usher.acceptance.deciding.BatchStates.decide;
import static io.usher.acceptance.deciding.BatchStates.seats;
import static io.usher.acceptance.deciding.BatchStates.uses;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every challenge: any mix of offers, plans and requests, from any state. A failure prints its seed. */
final class SeatDeciderPropertiesTest {

    @Property
    void neverOneTooMany(@ForAll("rushes") Rush rush) {
        BatchResult decisions = decide(rush.before(), rush.requests());

        for (InvitationTerms terms : rush.before().invitations().values()) {
            if (terms.quota() != null) {
                int free = Math.max(0, terms.quota() - used(rush.before(), terms.id()));
                assertThat(accepted(decisions.decisions(), terms.id())).hasSizeLessThanOrEqualTo(free);
            }
        }
        rush.before().seats().forEach((organization, seats) -> {
            if (seats.plan() != null) {
                assertThat(joined(decisions, organization))
                        .hasSizeLessThanOrEqualTo(Math.max(0, seats.plan() - seats.taken()));
            }
        });
        assertThat(decisions.joined())
                .extracting(Member::person)
                .doesNotHaveDuplicates()
                .noneMatch(person -> rush.before().members().contains(person));
    }

    /** Whoever was refused for want of a seat, or has to wait, asked when there was none: first come, first served. */
    @Property
    void neverOneTooFew(@ForAll("rushes") Rush rush) {
        List<Decision> earlier = new ArrayList<>();
        for (Decision decision : decide(rush.before(), rush.requests()).decisions()) {
            if (decision instanceof Requested requested) {
                assertFair(rush.before(), earlier, requested);
            }
            earlier.add(decision);
        }
    }

    private static void assertFair(BatchState before, List<Decision> earlier, Requested decision) {
        Request request = decision.request();
        InvitationTerms terms = requireNonNull(before.invitations().get(request.invitation()));
        int used = used(before, terms.id()) + accepted(earlier, terms.id()).size();
        boolean full = terms.quota() != null && used >= terms.quota();
        Set<Person> joined = earlier.stream()
                .filter(one ->
                        acceptance(one).filter(made -> made.accepted().joined()).isPresent())
                .map(one -> acceptance(one).orElseThrow().request().person())
                .collect(toSet());
        boolean member = joined.contains(request.person()) || before.members().contains(request.person());
        Integer plan = seats(before, request.organization()).plan();
        long taken = seats(before, request.organization()).taken()
                + joined.stream()
                        .filter(person -> person.organization().equals(request.organization()))
                        .count();
        boolean noSeat = !member && plan != null && taken >= plan;
        Optional<RejectionReason> refusal = terms.admission()
                .refusal(request.email(), before.invitee(request.use()).standing(), request.requestedAt());
        boolean heldBefore = holds(before, earlier, request);
        RejectionReason noRoom = full ? RejectionReason.QUOTA_FULL : noSeat ? RejectionReason.NO_SEATS_LEFT : null;

        switch (decision.outcome()) {
            case Repeated repeated -> assertThat(heldBefore).isTrue();
            case StillWaiting waiting -> assertThat(heldBefore).isTrue();
            case Accepted accepted -> {
                assertThat(heldBefore).isFalse();
                assertThat(refusal).isEmpty();
                assertThat(noRoom).isNull();
                assertThat(accepted.joined()).isNotEqualTo(member);
                assertThat(accepted.member())
                        .isEqualTo(MemberId.of(
                                request.organization(), request.email().normal()));
            }
            case Waitlisted waitlisted -> {
                assertThat(heldBefore).isFalse();
                assertThat(refusal).isEmpty();
                assertThat(noRoom).isNotNull();
                assertThat(terms.waitlist()).isTrue();
            }
            case Rejected rejected -> {
                assertThat(heldBefore).isFalse();
                assertThat(rejected.reason()).isEqualTo(refusal.orElse(noRoom));
                assertThat(refusal.isEmpty() && terms.waitlist())
                        .as("for want of a seat, with a waiting list")
                        .isFalse();
            }
        }
    }

    private static boolean holds(BatchState before, List<Decision> earlier, Request request) {
        boolean dismissed = earlier.stream()
                .anyMatch(one -> one instanceof Dismissed gone
                        && gone.waiting().request().use().equals(request.use()));
        return (before.acceptances().containsKey(request.use()) && !dismissed)
                || earlier.stream()
                        .anyMatch(one -> one instanceof Requested requested
                                && requested.request().use().equals(request.use())
                                && (requested.outcome() instanceof Accepted
                                        || requested.outcome() instanceof Waitlisted));
    }

    @Property
    void servablePeopleOnWaitingListsAreServedFirst(@ForAll("rushes") Rush rush) {
        BatchResult promotion = decide(rush.before(), List.of());
        BatchResult all = decide(rush.before(), rush.requests());

        assertThat(all.decisions().subList(0, promotion.decisions().size())).isEqualTo(promotion.decisions());
        assertThat(decide(after(rush.before(), promotion), List.of()).decisions())
                .as("nobody who could be served is left")
                .isEmpty();
    }

    @Property
    void everyRequestIsDecidedOnceAndInOrder(@ForAll("rushes") Rush rush) {
        BatchResult decisions = decide(rush.before(), rush.requests());

        assertThat(requested(decisions))
                .extracting(decision -> decision.request().id())
                .containsExactlyElementsOf(rush.requests().stream()
                        .map(Request::id)
                        .distinct()
                        .filter(id -> !rush.before().decided().contains(id))
                        .toList());
        for (InvitationId invitation : rush.before().invitations().keySet()) {
            long before = uses(rush.before(), invitation).requests();
            List<Long> ordinals = requested(decisions).stream()
                    .filter(decision -> decision.request().invitation().equals(invitation))
                    .map(Requested::ordinal)
                    .toList();
            assertThat(ordinals)
                    .containsExactlyElementsOf(LongStream.rangeClosed(before + 1, before + ordinals.size())
                            .boxed()
                            .toList());
        }
    }

    /** Where the log is cut into batches changes nothing. */
    @Property
    void batchesDoNotMatter(@ForAll("rushes") Rush rush, @ForAll("cuts") List<Integer> sizes) {
        BatchResult atOnce = decide(rush.before(), rush.requests());

        BatchState state = rush.before();
        List<Decision> piecewise = new ArrayList<>();
        int from = 0;
        int turn = 0;
        do {
            int until = Math.min(rush.requests().size(), from + sizes.get(turn % sizes.size()));
            BatchResult some = SeatDecider.decide(state, rush.requests().subList(from, until), NOON);
            piecewise.addAll(some.decisions());
            state = after(state, some);
            from = until;
            turn++;
        } while (from < rush.requests().size());

        assertThat(piecewise).isEqualTo(atOnce.decisions());
        assertThat(state).isEqualTo(after(rush.before(), atOnce));
    }

    @Property
    void replayChangesNothing(@ForAll("rushes") Rush rush) {
        BatchState afterwards = after(rush.before(), decide(rush.before(), rush.requests()));

        BatchResult again = decide(afterwards, rush.requests());

        assertThat(again.decisions()).isEmpty();
        assertThat(after(afterwards, again)).isEqualTo(afterwards);
    }

    @Property
    void numbersAgree(@ForAll("rushes") Rush rush) {
        BatchResult decisions = decide(rush.before(), rush.requests());
        BatchState afterwards = after(rush.before(), decisions);

        decisions.counts().forEach((invitation, uses) -> {
            Uses before = uses(rush.before(), invitation);
            assertThat(uses.accepted() - before.accepted())
                    .isEqualTo(accepted(decisions.decisions(), invitation).size());
            assertThat(uses.requests() - before.requests())
                    .isEqualTo(requested(decisions).stream()
                            .filter(decision -> decision.request().invitation().equals(invitation))
                            .count());
        });
        rush.before()
                .invitations()
                .keySet()
                .forEach(invitation -> assertThat(uses(afterwards, invitation).waiting())
                        .as("waiting")
                        .isEqualTo((int) afterwards.waiting().stream()
                                .filter(one -> one.request().invitation().equals(invitation))
                                .count()));
        afterwards
                .seats()
                .forEach((organization, seats) -> assertThat(seats.taken())
                        .isEqualTo((int) afterwards.members().stream()
                                .filter(person -> person.organization().equals(organization))
                                .count()));
        assertThat(decisions.granted().keySet())
                .as("who were members before")
                .isSubsetOf(rush.before().members());
    }

    private static List<Requested> requested(BatchResult result) {
        return result.decisions().stream()
                .filter(Requested.class::isInstance)
                .map(Requested.class::cast)
                .toList();
    }

    /** A use of an invitation that a decision took. */
    private record Acceptance(Request request, Accepted accepted) {}

    private static Optional<Acceptance> acceptance(Decision decision) {
        return switch (decision) {
            case Requested requested ->
                requested.outcome() instanceof Accepted accepted
                        ? Optional.of(new Acceptance(requested.request(), accepted))
                        : Optional.empty();
            case Promoted promoted ->
                Optional.of(new Acceptance(promoted.waiting().request(), promoted.outcome()));
            default -> Optional.empty();
        };
    }

    private static List<Acceptance> accepted(List<Decision> decisions, InvitationId invitation) {
        return decisions.stream()
                .flatMap(decision -> acceptance(decision).stream())
                .filter(acceptance -> acceptance.request().invitation().equals(invitation))
                .toList();
    }

    private static List<Member> joined(BatchResult decisions, OrganizationId organization) {
        return decisions.joined().stream()
                .filter(member -> member.person().organization().equals(organization))
                .toList();
    }

    private static int used(BatchState state, InvitationId invitation) {
        return uses(state, invitation).accepted();
    }

    @Provide
    Arbitrary<Rush> rushes() {
        return Rushes.all();
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(6);
    }
}
